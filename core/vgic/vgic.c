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

/*
 * `v` was loaded with interrupts in list registers, or has interrupts that wait for one. Inlined, this costs a switch
 * without interrupts 4 instructions.
 */
static vgic_notify __attribute__((noinline)) resume(struct vcpu *v)
{
	const struct vgic_vcpu *g = &v->vgic;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		uint64_t lr = g->interface.lr[__builtin_ctz(m)];

		if ((lr & ICH_LR_HW) && ICH_LR_PINTID(lr) < 32)
			gic->set_active(ICH_LR_PINTID(lr), true);
	}
	for (uint32_t m = g->private.linked; m; m &= m - 1)
		gic->set_active(g->private.intid[__builtin_ctz(m)], true);
	return vgic_flush(v);
}

/* The interrupts of `v` were saved from the list registers: take back what it can't keep while it isn't loaded. */
static vgic_notify suspend(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = &g->private;
	vgic_notify who = 0;

	spin_lock(&v->vm_state->vgic_lock);
	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t lr = g->interface.lr[n];

		if (!(lr & ICH_LR_STATE))
			who |= vgic_release_lr(v, n);
		else if ((lr & ICH_LR_HW) && ICH_LR_PINTID(lr) < 32)
			gic->set_active(ICH_LR_PINTID(lr), false);
	}
	/* A timer whose interrupt waits for a list register raises it again when loaded; one whose interrupt is active doesn't. */
	vgic_hardware_release(v, b, 0, b->held);
	for (uint32_t m = b->linked; m; m &= m - 1)
		gic->set_active(b->intid[__builtin_ctz(m)], false);
	if (g->spilled_levels | b->linked)
		g->work |= VGIC_WORK_LISTED; /* resume() has to know */
	who &= ~vgic_notify_one(v);
	return vgic_unlock(v, who);
}

/*
 * Usually there is nothing to do, and no lock to take: only the core on which `v` is loaded lists its interrupts, and
 * a core that makes another interrupt pending in the meantime kicks this one.
 */
vgic_notify vgic_load(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	g->interface.hcr = VGIC_HCR;
	g->loaded = 1;
	gic->load(&g->interface);
	if (g->interface.used | g->levels | g->work)
		return resume(v);
	return 0;
}

static inline vgic_notify save(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	gic->save(&g->interface);
	g->loaded = 0;
	if (g->interface.used | g->private.held | g->private.linked | g->spilled_levels)
		return suspend(v);
	return 0;
}

/* Handle ends that the hardware has counted (EOIcount). Inlined, this costs a switch 3 instructions. */
static vgic_notify __attribute__((noinline)) save_spilled(struct vcpu *v)
{
	vgic_notify who = vgic_flush(v);

	return who | save(v);
}

vgic_notify vgic_save(struct vcpu *v)
{
	return v->vgic.spilled_levels ? save_spilled(v) : save(v);
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
