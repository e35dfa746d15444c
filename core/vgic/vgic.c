/* SPDX-License-Identifier: BSD-3-Clause */
/* A vCPU's interrupts and the core that runs it. */
#include "vgic/vgic.h"
#include "machine/sysreg.h"
#include "vgic/hardware.h"
#include "vgic/spill.h"

/* Return a few vCPUs to be told at once. `here`, which made the access, tells the others as it continues (lists.c). */
static vgic_notify defer(struct vcpu *here, vgic_notify who)
{
	vgic_notify rest = who & ~vgic_notify_one(here);

	for (unsigned n = 0; rest && n < VGIC_TOLD_AT_ONCE; n++)
		rest &= rest - 1;
	if (!rest)
		return who;
	here->vgic.untold |= rest;
	here->vgic.work |= VGIC_WORK_TELL;
	return (who & ~rest) | vgic_notify_one(here);
}

vgic_notify vgic_unlock_changed(struct vcpu *v, vgic_notify who)
{
	struct vcpu *here = cpu_current()->loaded;

	if (here && here->vm == v->vm) {
		if (who & (who - 1))
			who = defer(here, who);
		if (who & vgic_notify_one(here)) {
			vgic_notify others = vgic_update_lrs(here);

			if (cpu_current()->current == here)
				who &= ~vgic_notify_one(here);
			who |= others;
		}
	}
	spin_unlock(&v->vm_state->vgic_lock);
	return who;
}

vgic_notify vgic_flush(struct vcpu *v)
{
	vgic_notify who;

	spin_lock(&v->vm_state->vgic_lock);
	who = vgic_update_lrs(v);
	spin_unlock(&v->vm_state->vgic_lock);
	return who;
}

/* Make the physical interrupts active or not in this core to which pending or active timer interrupts of `v` are linked. */
static void set_timers_active(const struct vcpu *v, bool active)
{
	const struct vgic_vcpu *g = &v->vgic;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		uint64_t lr = g->interface.lr[__builtin_ctz(m)];

		if ((lr & ICH_LR_STATE) && (lr & ICH_LR_HW) && ICH_LR_PINTID(lr) < 32)
			gic->set_active(ICH_LR_PINTID(lr), active);
	}
	for (uint32_t m = g->private.linked; m; m &= m - 1)
		gic->set_active(g->private.intid[__builtin_ctz(m)], active);
}

vgic_notify vgic_resume(struct vcpu *v)
{
	for (uint32_t m = v->vgic.interface.used; m; m &= m - 1)
		gic->write_lr((unsigned)__builtin_ctz(m), v->vgic.interface.lr[__builtin_ctz(m)]);
	set_timers_active(v, true);
	return vgic_flush(v);
}

/* Free the list registers whose interrupt had ended when `v` was saved: it may be pending again. */
static vgic_notify release_ended(struct vcpu *v)
{
	const struct gic_virtual *g = &v->vgic.interface;
	vgic_notify who = 0;

	for (uint32_t m = g->used; m; m &= m - 1)
		if (!(g->lr[__builtin_ctz(m)] & ICH_LR_STATE))
			who |= vgic_release_lr(v, (unsigned)__builtin_ctz(m));
	return who;
}

vgic_notify vgic_suspend(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who;

	spin_lock(&v->vm_state->vgic_lock);
	who = release_ended(v);
	/* A timer whose interrupt waits for a list register raises it again when loaded; one whose interrupt is active doesn't. */
	vgic_hardware_release(v, &g->private, 0, g->private.held);
	set_timers_active(v, false);
	g->kept = (g->interface.used | g->spilled_levels | g->private.linked) != 0;
	return vgic_unlock(v, who & ~vgic_notify_one(v));
}

/* Is an interrupt pending in the list registers of `v`? An interrupt whose line is seen to be low is taken out of them. */
static bool listed_pending(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	bool here = v == cpu_current()->loaded, stale = false;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t lr = g->loaded ? gic->read_lr(n) : g->interface.lr[n];

		if (!(lr & ICH_LR_PENDING))
			continue;
		if (!here || !(lr & ICH_LR_HW) || !vgic_hardware_is_low(ICH_LR_PINTID(lr)))
			return true;
		stale = true;
	}
	if (stale) {
		g->work |= VGIC_WORK_LISTED;
		vgic_update_lrs(v);
	}
	return false;
}

bool vgic_pending(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled;
	bool pending;

	spin_lock(&v->vm_state->vgic_lock);
	if (!g->loaded)
		release_ended(v);
	pending = vgic_raised(&g->private, groups);
	if (pending && g->private.held) {
		vgic_hardware_drop(v, &g->private, 0);
		pending = vgic_raised(&g->private, groups);
	}
	if (g->interface.used && !pending)
		pending = listed_pending(v);
	if (g->levels)
		for (unsigned bank = v->vm->spi_count / VGIC_BANK_INTERRUPTS; bank && !pending;
		     bank--)
			pending =
			    vgic_raised(vgic_spi_bank(v->vm, bank), groups) & g->targeted[bank];
	spin_unlock(&v->vm_state->vgic_lock);
	return pending;
}
