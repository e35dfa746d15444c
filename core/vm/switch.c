/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A switch of a core is composed here: the scheduler's choice, EL1 and FP registers, the timers, the interrupts in
 * the list registers, and the activation in which the vCPU is.
 */
#include "vm/switch.h"
#include "extension/activation.h"
#include "machine/errata.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "vcpu/el1.h"
#include "vcpu/pair.h"
#include "vcpu/pmu.h"
#include "vgic/inject.h"
#include "vm/notify.h"

#define TIMER_REGISTERS(f)                                  \
	f(cntv_cval, cntv_cval_el0, cntv_ctl, cntv_ctl_el0) \
	    f(cntp_cval, cntp_cval_el0, cntp_ctl, cntp_ctl_el0)

#define TIMER_ENABLE 1u
#define TIMER_MASK   2u

/* May the timer raise its interrupt (enabled, not masked)? CNTVOFF_EL2 is 0, so both timers count alike. */
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

void switch_out(struct cpu *c)
{
	struct vcpu *v = c->loaded;
	struct el1_context *e = &v->el1;

	/* Off first: an interrupt whose active state is taken from this core must not come to the next vCPU. */
	TIMER_REGISTERS(SAVE_PAIR)
	sysreg_write(cntv_ctl_el0, 0);
	sysreg_write(cntp_ctl_el0, 0);
	isb();
	vm_notify(v->vm, vgic_save(v));
	if (vcpu_in_extension(v)) {
		activation_suspend(v->active->activation);
		sysreg_write(cptr_el2, v->vm->cptr_el2);
		isb();
	} else {
		el0_save(&v->el0);
	}
	el1_save(v);
	c->loaded = NULL;
	if (v->state == VCPU_BLOCKED)
		wake_in_time(c, v);
}

/*
 * A timer that expired while `v` wasn't loaded interrupts it now, without an exception of the core. The timers are
 * switched on last: by then, an interrupt that is pending or active in the list registers is active in the physical
 * controller.
 */
static void timers_load(struct vcpu *v)
{
	const struct el1_context *e = &v->el1;
	uint64_t t = sysreg_read(cntpct_el0);

	if (timer_on(e->cntv_ctl) && e->cntv_cval <= t)
		vgic_load_timer(v, manifest->board.vtimer_ppi);
	if (timer_on(e->cntp_ctl) && e->cntp_cval <= t)
		vgic_load_timer(v, manifest->board.ptimer_ppi);
	TIMER_REGISTERS(LOAD_PAIR)
}

void switch_to(struct cpu *c, struct vcpu *v)
{
	const struct manifest_vm *vm = v->vm;
	uint64_t mdcr = vm->mdcr_el2, cnthctl = vm->cnthctl_el2; /* read in pairs */

	if (c->loaded)
		switch_out(c);
	/*
	 * Speculative walks with the old VM's tables and the new VM's stage 2 are kept off by EPD bits while
	 * both change (errata 1319367, 1319537 of A57 and A72).
	 */
	sysreg_write(tcr_el1, TCR_EL1_NO_WALKS);
	isb();
	sysreg_write(mdcr_el2, mdcr | pmu_counters);
	sysreg_write(cnthctl_el2, cnthctl);
	sysreg_write(hstr_el2, vm->hstr_el2);
	sysreg_write(vmpidr_el2, v->config->vmpidr_el2);
	vm_stage2_load(vm, v->hcr_el2);
	isb();
	if (vm->flags & MANIFEST_VM_VMID_SHARED) {
		tlbi(vmalls12e1);
		dsb(nsh);
	}
	if (c->predictor_shared)
		errata_switch_vm();
	el1_load(v);
	c->loaded = v;
	vm_notify(vm, vgic_load(v));
	timers_load(v);
	if (vcpu_in_extension(v))
		activation_resume(v->active->activation);
	else
		el0_load(&v->el0);
	isb();
}
