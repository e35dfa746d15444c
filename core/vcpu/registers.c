/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/registers.h"
#include <bulkhead/armv8.h>
#include "vcpu/debug.h"
#include "vcpu/pmu.h"

/* Keys of pointer authentication. They trap if the VM may not use it (HCR_EL2.APK = 0). */
#define KEYS(f)                                                                         \
	f(0, S3_0_C2_C1_0) f(1, S3_0_C2_C1_1) f(2, S3_0_C2_C1_2) f(3, S3_0_C2_C1_3)     \
	    f(4, S3_0_C2_C2_0) f(5, S3_0_C2_C2_1) f(6, S3_0_C2_C2_2) f(7, S3_0_C2_C2_3) \
		f(8, S3_0_C2_C3_0) f(9, S3_0_C2_C3_1)
#define KEY_SAVE(i, name) e->apkey[i] = sysreg_read(name);
#define KEY_LOAD(i, name) sysreg_write(name, e->apkey[i]);

/* SME is hidden, but before FEAT_FGT no control traps TPIDR2_EL0 from EL1. SCTLR_EL1.EnTP2 controls its use at EL0. */
#define ID_AA64PFR1_SME (15ull << 24)
#define TPIDR2_EL0	S3_3_C13_C0_5
static bool tpidr2_present(void)
{
	return sysreg_read(id_aa64pfr1_el1) & ID_AA64PFR1_SME;
}

void registers_save_optional(const struct manifest_vm *vm, struct el1_context *e)
{
	if (vm->hcr_el2 & HCR_APK) {
		KEYS(KEY_SAVE)
	}
	if (tpidr2_present())
		e->tpidr2_el0 = sysreg_read_named(TPIDR2_EL0);
	if (pmu_is_owned(vm))
		pmu_save(&e->pmu);
}

void registers_load_optional(const struct manifest_vm *vm, const struct el1_context *e)
{
	if (vm->hcr_el2 & HCR_APK) {
		KEYS(KEY_LOAD)
	}
	if (tpidr2_present())
		sysreg_write_named(TPIDR2_EL0, e->tpidr2_el0);
	if (e->optional & CONTEXT_DEBUG)
		debug_load(&e->debug);
	if (pmu_is_owned(vm))
		pmu_load(&e->pmu);
}

void registers_reset(struct vcpu *v)
{
	uint64_t *word = (uint64_t *)&v->el1;

	for (unsigned i = 0; i < sizeof(v->el1) / sizeof(*word); i++)
		word[i] = 0;
	if ((v->vm->hcr_el2 & HCR_APK) || tpidr2_present() || pmu_is_owned(v->vm))
		v->el1.optional |= CONTEXT_OPTIONAL;
	/* A service that has clients may not use FP registers, and EL2 would be trapped, too. */
	if (!(v->vm->cptr_el2 & CPTR_TFP))
		v->el1.optional |= CONTEXT_FP;
	v->el1.debug.os_lock = true;
	v->el0 = (struct el0_context){.sctlr_el1 = SCTLR_EL1_RES1};
}
