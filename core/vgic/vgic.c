/* SPDX-License-Identifier: BSD-3-Clause */
/* A vCPU's interrupts and the core that runs it. */
#include "vgic/vgic.h"
#include "machine/sysreg.h"
#include "vgic/hardware.h"

vgic_notify vgic_unlock_changed(struct vcpu *v, vgic_notify who)
{
	struct vcpu *here = cpu_current()->loaded;

	if (here && here->vm == v->vm && (who >> (here->config->index & 63) & 1)) {
		vgic_notify others = vgic_update_lrs(here);

		if (cpu_current()->current == here && v->vm->vcpus.count <= 64)
			who &= ~(1ull << here->config->index);
		who |= others;
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
 * `v` was loaded with interrupts in list registers, or has some for them. Inlined, it costs a switch without
 * interrupts 4 instructions, as suspend() would.
 */
static vgic_notify __attribute__((noinline)) resume(struct vcpu *v)
{
	const struct vgic_vcpu *g = &v->vgic;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		uint64_t lr = g->interface.lr[__builtin_ctz(m)];

		if ((lr & ICH_LR_HW) && ICH_LR_PINTID(lr) < 32)
			gic->set_active(ICH_LR_PINTID(lr), true);
	}
	return vgic_flush(v);
}

/* Its interrupts were taken from the list registers. */
static vgic_notify __attribute__((noinline)) suspend(struct vcpu *v)
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
	/* A timer that waits for a list register raises its interrupt again when it is loaded. */
	vgic_hardware_release(v, b, 0, b->held);
	who &= ~(1ull << (v->config->index & 63));
	return vgic_unlock(v, who);
}

/*
 * Mostly there is nothing to do, and no lock to take: only the core that has `v` loaded lists its interrupts, and who
 * makes another one pending meanwhile kicks this core.
 */
vgic_notify vgic_load(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	const struct vgic_bank *b = &g->private;

	g->interface.hcr = ICH_HCR_EN;
	g->loaded = 1;
	gic->load(&g->interface);
	if (g->interface.used | g->recheck | g->spi_banks | b->pending | b->line | b->active)
		return resume(v);
	return 0;
}

vgic_notify vgic_save(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	gic->save(&g->interface);
	g->loaded = 0;
	if (g->interface.used | g->private.held)
		return suspend(v);
	return 0;
}

bool vgic_pending(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled;
	bool pending;

	spin_lock(&v->vm_state->vgic_lock);
	pending = vgic_raised(&g->private, groups);
	for (uint32_t m = g->interface.used; m && !pending; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);

		pending = (g->loaded ? gic->read_lr(n) : g->interface.lr[n]) & ICH_LR_PENDING;
	}
	for (uint32_t m = g->spi_banks; m && !pending; m &= m - 1) {
		struct vgic_bank *b = vgic_spi_bank(v->vm, (unsigned)__builtin_ctz(m));

		for (uint32_t r = vgic_raised(b, groups); r && !pending; r &= r - 1)
			pending = vgic_target(b, (unsigned)__builtin_ctz(r)) == v->config->index;
	}
	spin_unlock(&v->vm_state->vgic_lock);
	return pending;
}
