/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Self-hosted debug of a guest (DDI 0487, chapter D2): break- and watchpoints, single step, the locks. The debug
 * registers always trap (MDCR_EL2.TDA), since some of them, the debug communications channel, belong to the whole
 * core. The values that a guest writes are kept here, and are loaded into the hardware only while the guest has debug
 * events enabled (MDSCR_EL1.MDE): other vCPUs pay nothing at a switch.
 */
#pragma once
#include "vcpu/vcpu.h"

/**
 * The running guest of `v` accesses a register of op0 2 that traps.
 *
 * @param reg    BULKHEAD_SYSREG()
 * @param write  true: write `value`; false: store the value read in `value`
 * @return false: this core has no such register, the instruction is undefined
 */
bool debug_access(struct vcpu *v, uint32_t reg, bool write, uint64_t *value);

/* Load the break- and watchpoints of a vCPU with CONTEXT_DEBUG into the hardware. */
void debug_load(const struct debug_registers *d);
