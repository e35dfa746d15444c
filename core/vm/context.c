/* SPDX-License-Identifier: BSD-3-Clause */
/* What a vCPU owns of a core besides general registers: EL1 system registers, FP/SIMD, timers, interrupts. */
#include "vcpu/context.h"
#include "machine/errata.h"
#include "extension/extension.h"
#include "sched/sched.h"
#include "machine/sysreg.h"
#include "vgic/vgic.h"
#include <bulkhead/armv8.h>

void fp_save(struct el1_context *e);
void fp_load(const struct el1_context *e);

/* Keys of pointer authentication: trapped registers where the VM may not use it (HCR_EL2.APK = 0). */
#define KEYS(f)                                                                         \
	f(0, S3_0_C2_C1_0) f(1, S3_0_C2_C1_1) f(2, S3_0_C2_C1_2) f(3, S3_0_C2_C1_3)     \
	    f(4, S3_0_C2_C2_0) f(5, S3_0_C2_C2_1) f(6, S3_0_C2_C2_2) f(7, S3_0_C2_C2_3) \
		f(8, S3_0_C2_C3_0) f(9, S3_0_C2_C3_1)
#define KEY_SAVE(i, name) e->apkey[i] = sysreg_read(name);
#define KEY_LOAD(i, name) sysreg_write(name, e->apkey[i]);

/* SME is hidden, but nothing before FEAT_FGT traps its TPIDR2_EL0 from EL1. EL0's use is SCTLR_EL1.EnTP2's. */
#define TPIDR2_EL0 S3_3_C13_C0_5
static bool tpidr2_present(void)
{
	return sysreg_read(id_aa64pfr1_el1) >> 24 & 15;
}

static __attribute__((noinline)) void optional_save(const struct manifest_vm *vm,
						    struct el1_context *e)
{
	if (vm->hcr_el2 & HCR_APK) {
		KEYS(KEY_SAVE)
	}
	if (tpidr2_present())
		e->tpidr2_el0 = sysreg_read_named(TPIDR2_EL0);
}

static __attribute__((noinline)) void optional_load(const struct manifest_vm *vm,
						    const struct el1_context *e)
{
	if (vm->hcr_el2 & HCR_APK) {
		KEYS(KEY_LOAD)
	}
	if (tpidr2_present())
		sysreg_write_named(TPIDR2_EL0, e->tpidr2_el0);
}

/* In pairs, as they lie in struct el1_context. */
#define EL1_REGISTERS(f)                                                                        \
	f(ttbr0, ttbr0_el1, ttbr1, ttbr1_el1) f(mair, mair_el1, amair, amair_el1)               \
	    f(vbar, vbar_el1, cpacr, cpacr_el1) f(contextidr, contextidr_el1, tpidr, tpidr_el1) \
		f(par, par_el1, esr, esr_el1) f(far, far_el1, afsr0, afsr0_el1)                 \
		    f(afsr1, afsr1_el1, elr, elr_el1) f(spsr, spsr_el1, sp, sp_el1)
#define TIMER_REGISTERS(f)                                  \
	f(cntv_cval, cntv_cval_el0, cntv_ctl, cntv_ctl_el0) \
	    f(cntp_cval, cntp_cval_el0, cntp_ctl, cntp_ctl_el0)
#define SAVE(field1, name1, field2, name2)                                 \
	{                                                                  \
		uint64_t r1 = sysreg_read(name1), r2 = sysreg_read(name2); \
		e->field1 = r1;                                            \
		e->field2 = r2;                                            \
	}
#define LOAD(field1, name1, field2, name2)                                     \
	{                                                                      \
		uint64_t r1 = e->field1, r2 = e->field2;                       \
		__asm__("" : "+r"(r1), "+r"(r2)); /* loaded here, as a pair */ \
		sysreg_write(name1, r1);                                       \
		sysreg_write(name2, r2);                                       \
	}

#define TIMER_ENABLE 1u
#define TIMER_MASK   2u

/* It raises its interrupt when the counter has reached its compare value; CNTVOFF_EL2 is 0, so both timers count alike. */
static bool timer_on(uint64_t control)
{
	return (control & (TIMER_ENABLE | TIMER_MASK)) == TIMER_ENABLE;
}

/* A vCPU that waits is woken when the first of its timers expires. */
static void wake_in_time(struct cpu *c, struct vcpu *v)
{
	const struct el1_context *e = &v->el1;
	uint64_t deadline = timer_on(e->cntv_ctl) ? e->cntv_cval : UINT64_MAX;

	if (timer_on(e->cntp_ctl) && e->cntp_cval < deadline)
		deadline = e->cntp_cval;
	if (deadline != UINT64_MAX)
		timer_set(c, v, deadline);
}

void context_save(struct cpu *c, struct vcpu *v)
{
	struct el1_context *e = &v->el1;

	/* Off first: an interrupt whose active state is taken from this core must not come to the next vCPU. */
	TIMER_REGISTERS(SAVE)
	sysreg_write(cntv_ctl_el0, 0);
	sysreg_write(cntp_ctl_el0, 0);
	isb();
	vgic_save(v);
	if (vcpu_in_extension(v)) {
		extension_suspend(v->active->activation);
		sysreg_write(cptr_el2, v->vm->cptr_el2);
		isb();
	} else {
		el0_save(&v->el0);
	}
	EL1_REGISTERS(SAVE)
	e->csselr = sysreg_read(csselr_el1);
	if (e->parts & CONTEXT_OPTIONAL)
		optional_save(v->vm, e);
	if (e->parts & CONTEXT_FP)
		fp_save(e);
	c->loaded = NULL;
	if (v->state == VCPU_BLOCKED)
		wake_in_time(c, v);
}

/*
 * A timer that expired while `v` wasn't loaded interrupts it now, without an exception of the core. The timers go on
 * last: what is pending or active in the list registers is active in the physical controller by then.
 */
static void timers_load(struct vcpu *v)
{
	const struct el1_context *e = &v->el1;
	uint64_t t = sysreg_read(cntpct_el0);

	if (timer_on(e->cntv_ctl) && e->cntv_cval <= t)
		vgic_load_timer(v, manifest->board.vtimer_ppi);
	if (timer_on(e->cntp_ctl) && e->cntp_cval <= t)
		vgic_load_timer(v, manifest->board.ptimer_ppi);
	TIMER_REGISTERS(LOAD)
}

void context_load(struct cpu *c, struct vcpu *v)
{
	const struct el1_context *e = &v->el1;
	const struct manifest_vm *vm = v->vm;

	/*
	 * Speculative walks with the old VM's tables and the new VM's stage 2 are kept off by EPD bits while
	 * both change (errata 1319367, 1319537 of A57 and A72).
	 */
	sysreg_write(tcr_el1, TCR_EL1_NO_WALKS);
	isb();
	sysreg_write(mdcr_el2, vm->mdcr_el2 | pmu_counters);
	sysreg_write(cnthctl_el2, vm->cnthctl_el2);
	sysreg_write(hstr_el2, vm->hstr_el2);
	sysreg_write(vmpidr_el2, v->config->vmpidr_el2);
	vm_stage2_load(vm, v->hcr_el2);
	isb();
	if (vm->flags & MANIFEST_VM_VMID_SHARED) {
		__asm__ volatile("tlbi vmalls12e1");
		dsb(nsh);
	}
	if (c->predictor_shared)
		errata_switch_vm();
	EL1_REGISTERS(LOAD)
	sysreg_write(csselr_el1, e->csselr);
	if (e->parts & CONTEXT_OPTIONAL)
		optional_load(vm, e);
	isb();
	if (e->parts & CONTEXT_FP)
		fp_load(e);
	c->loaded = v;
	vgic_load(v);
	timers_load(v);
	if (vcpu_in_extension(v))
		extension_resume(v->active->activation);
	else
		el0_load(&v->el0);
	isb();
}

void context_reset(struct vcpu *v)
{
	uint64_t *word = (uint64_t *)&v->el1;

	for (unsigned i = 0; i < sizeof(v->el1) / sizeof(*word); i++)
		word[i] = 0;
	if ((v->vm->hcr_el2 & HCR_APK) || tpidr2_present())
		v->el1.parts |= CONTEXT_OPTIONAL;
	if (!(v->vm->cptr_el2 &
	      CPTR_TFP)) /* a service that has clients may not use it, and EL2 would be trapped, too */
		v->el1.parts |= CONTEXT_FP;
	v->el0 = (struct el0_context){.sctlr_el1 = SCTLR_EL1_RES1};
}
