/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/inject.h"

vgic_notify vgic_inject(struct vcpu *v, uint32_t virq, enum vgic_level level)
{
	struct vgic_bank *b = vgic_bank_at(v, virq / 32);
	uint32_t bit = 1u << virq % 32;

	if (!b)
		return 0;
	spin_lock(&v->vm_state->vgic_lock);
	if (level == VGIC_PULSE || (level && (b->edge & bit)))
		b->pending |= bit;
	else
		b->line = level ? b->line | bit : b->line & ~bit;
	return vgic_unlock(v, vgic_changed(v, b, virq / 32, bit));
}

vgic_notify vgic_inject_hw(struct vcpu *v, uint32_t virq, uint32_t intid)
{
	struct vgic_bank *b = vgic_bank_at(v, virq / 32);
	uint32_t bit = 1u << virq % 32;

	if (!b) {
		gic->deactivate(intid);
		return 0;
	}
	spin_lock(&v->vm_state->vgic_lock);
	b->intid[virq % 32] = (uint16_t)intid;
	b->held |= bit;
	return vgic_unlock(v, vgic_changed(v, b, virq / 32, bit));
}

void vgic_load_timer(struct vcpu *v, uint32_t intid)
{
	/* Unless some are kept, those that are listed have ended. */
	if (!(v->vgic.kept & v->vgic.private.listed >> intid) &&
	    vgic_list_private(v, intid, ICH_LR_HW | (uint64_t)intid << ICH_LR_PINTID_SHIFT))
		gic->set_active(intid, true);
}
