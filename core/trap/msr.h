/* SPDX-License-Identifier: BSD-3-Clause */
/* Trapped system registers of a guest (MSR, MRS). */
#pragma once
#include "vcpu/vcpu.h"

struct frame *exit_sysreg(struct frame *f, uint64_t esr);
/* ID registers as guests see them; once at boot. */
void id_registers_init(void);
