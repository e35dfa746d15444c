/* SPDX-License-Identifier: BSD-3-Clause */
/* Where virtual interrupts come from, and the physical side of those that a VM owns. */
#include "vgic/internal.h"

void vgic_inject(struct vcpu *v, uint32_t virq, enum vgic_level level)
{
	struct vgic_bank *b = vgic_bank_at(v, virq / 32);
	uint32_t bit = 1u << virq % 32;

	if (!b)
		return;
	spin_lock(&v->vm_state->vgic_lock);
	if (level == VGIC_PULSE || (level && (b->edge & bit)))
		b->pending |= bit;
	else
		b->line = level ? b->line | bit : b->line & ~bit;
	vgic_unlock_notify(v, vgic_changed(v, b, virq / 32, bit));
}

void vgic_inject_hw(struct vcpu *v, uint32_t virq, uint32_t intid)
{
	struct vgic_bank *b = vgic_bank_at(v, virq / 32);
	uint32_t bit = 1u << virq % 32;

	if (!b) {
		gic->deactivate(intid);
		return;
	}
	spin_lock(&v->vm_state->vgic_lock);
	b->intid[virq % 32] = (uint16_t)intid;
	b->held |= bit;
	b->pending |= bit;
	vgic_unlock_notify(v, vgic_changed(v, b, virq / 32, bit));
}

void vgic_inject_timer(struct vcpu *v, uint32_t intid)
{
	if (!vgic_list_private(v, intid, LR_HW | (uint64_t)intid << LR_PINTID_SHIFT))
		vgic_inject_hw(v, intid, intid);
}

void vgic_load_timer(struct vcpu *v, uint32_t intid)
{
	if (!(v->vgic.private.listed >> intid & 1) &&
	    vgic_list_private(v, intid, LR_HW | (uint64_t)intid << LR_PINTID_SHIFT))
		gic->set_active(intid, true);
}

void vgic_hardware_enable(struct vcpu *v, struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);
		uint32_t target = vgic_target(b, i);

		if (target < v->vm->vcpus.count)
			gic->enable(b->intid[i], vgic_vcpu_at(v->vm, target)->config->cpu);
		else
			gic->disable(b->intid[i]);
	}
}

void vgic_hardware_disable(struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1)
		gic->disable(b->intid[__builtin_ctz(bits)]);
}

void vgic_hardware_release(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	/* A PPI of another core is beyond reach. */
	if (!bank && v != cpu_current()->loaded)
		return;
	b->held &= ~bits;
	b->pending &= ~bits;
	for (; bits; bits &= bits - 1)
		gic->set_active(b->intid[__builtin_ctz(bits)], false);
}
