/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/hardware.h"
#include "machine/gic.h"

void vgic_hardware_enable(struct vcpu *v, struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);
		uint32_t target = vgic_target(b, i);

		if (target < v->vm->vcpus.count)
			gic->enable(b->intid[i], vgic_vcpu_at(v->vm, target)->config->cpu);
		else
			gic_disable(b->intid[i]);
	}
}

void vgic_hardware_disable(struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1)
		gic_disable(b->intid[__builtin_ctz(bits)]);
}

void vgic_hardware_release(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	/* A PPI of another core can't be reached. */
	if (!bank && v != cpu_current()->loaded)
		return;
	b->held &= ~bits;
	for (; bits; bits &= bits - 1)
		gic->set_active(b->intid[__builtin_ctz(bits)], false);
}

void vgic_hardware_clear(const struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1)
		gic_clear_pending(b->intid[__builtin_ctz(bits)]);
}

bool vgic_hardware_is_low(uint32_t intid)
{
	return (intid < 32 || (manifest->irqs[intid].flags & MANIFEST_IRQ_LEVEL)) &&
	       !gic_is_pending(intid);
}

uint32_t vgic_hardware_pending(struct vcpu *v, const struct vgic_bank *b, unsigned bank)
{
	const struct manifest_board *board = &manifest->board;
	uint32_t pending = 0;

	if (!bank)
		return v != cpu_current()->loaded
			   ? 0
			   : (uint32_t)gic_is_pending(board->vtimer_ppi) << board->vtimer_ppi |
				 (uint32_t)gic_is_pending(board->ptimer_ppi) << board->ptimer_ppi;
	for (uint32_t m = b->hardware; m; m &= m - 1)
		if (gic_is_pending(b->intid[__builtin_ctz(m)]))
			pending |= m & -m;
	return pending;
}

void vgic_hardware_drop(struct vcpu *v, struct vgic_bank *b, unsigned bank)
{
	for (uint32_t m = b->held; m; m &= m - 1)
		if (vgic_hardware_is_low(b->intid[__builtin_ctz(m)]))
			vgic_hardware_release(v, b, bank, m & -m);
}
