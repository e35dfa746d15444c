/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Performance monitors (DDI 0487, D13) of a VM that has them (its MDCR_EL2 doesn't trap them). The registers belong
 * to the vCPU while it runs, and don't count while another runs. Their overflow interrupt isn't passed on.
 */
#pragma once
#include <bulkhead/armv8.h>
#include "vcpu/vcpu.h"

/* This machine has performance monitors. Set at boot. */
extern bool pmu_present;
/* MDCR_EL2.HPMN: all of this machine's event counters, so that the field isn't reserved. Set at boot. */
extern uint64_t pmu_counters;

static inline bool pmu_is_owned(const struct manifest_vm *vm)
{
	return pmu_present && !(vm->mdcr_el2 & MDCR_TPM);
}
/* Save the registers and stop the hardware's counters; load the registers again. */
void pmu_save(struct pmu_registers *p);
void pmu_load(const struct pmu_registers *p);
