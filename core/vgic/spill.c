/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of an interrupt that no list register holds counts in ICH_HCR_EL2.EOIcount, which doesn't say which interrupt
 * ended (IHI 0069, 12.4.4; IHI 0048, 5.3.1). With EOImode 0, a guest has at most one active interrupt of each priority, and
 * ends the most urgent first. With EOImode 1 the guest chooses the order, and its deactivations trap (vgic_dir()).
 */
#include "vgic/spill.h"
#include "machine/gic.h"

static bool eoi_only_drops(void)
{
	return gic->read_vmcr() & ICH_VMCR_EOIM;
}

bool vgic_spill(struct vcpu *v, uint64_t lr)
{
	struct vgic_vcpu *g = &v->vgic;
	unsigned level = ICH_LR_PRIORITY(lr) >> VGIC_PRIORITY_SHIFT;

	if (eoi_only_drops())
		return gic_dir_trapped;
	if (!g->spilled_levels)
		gic->set_hcr(g->interface.hcr); /* a count of 0: none of these has ended */
	g->spilled[level] = (uint16_t)ICH_LR_VINTID(lr);
	g->spilled_levels |= 1u << level;
	return true;
}

void vgic_deactivate(struct vgic_bank *b, uint32_t bits)
{
	uint32_t linked = b->linked & bits;

	b->active &= ~bits;
	b->linked &= ~bits;
	for (; linked; linked &= linked - 1)
		gic->set_active(b->intid[__builtin_ctz(linked)], false);
}

vgic_notify vgic_end_spilled(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	unsigned ended = ICH_HCR_EOICOUNT(gic->read_hcr());
	vgic_notify who = 0;

	if (ended)
		g->interface.hcr = 0; /* forces a write, with a count of 0 */
	if (!ended || eoi_only_drops())
		return 0;
	for (; ended && g->spilled_levels; ended--) {
		uint32_t intid = g->spilled[__builtin_ctz(g->spilled_levels)],
			 bit = 1u << intid % 32;
		struct vgic_bank *b = vgic_bank_at(v, intid / 32);

		g->spilled_levels &= g->spilled_levels - 1;
		vgic_deactivate(b, bit & ~b->listed);
		who |= vgic_changed(v, b, intid / 32, bit);
	}
	return who;
}
