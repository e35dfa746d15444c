/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/sgi.h"

/* Only where the SGI is configured as group 1: that is what this register generates. */
static vgic_notify send(struct vcpu *to, unsigned intid)
{
	struct vgic_bank *b = &to->vgic.private;
	uint32_t bit = 1u << intid & b->group;

	b->pending |= bit;
	return vgic_changed(to, b, 0, bit);
}

vgic_notify vgic_sgi1r(struct vcpu *v, uint64_t value)
{
	unsigned intid = ICC_SGIR_INTID(value), targets = ICC_SGIR_LIST(value);
	bool all = value & ICC_SGIR_OTHERS;
	uint64_t self = v->config->vmpidr_el2, mask;
	vgic_notify who = 0;

	mask = 1u << (self & 15);
	if (!all && targets == mask && (value & ICC_SGIR_CLUSTER_MASK) == ICC_SGIR_CLUSTER(self) &&
	    (v->vgic.private.group >> intid & 1) && vgic_list_private(v, intid, 0))
		return 0;
	spin_lock(&v->vm_state->vgic_lock);
	if (!all && (targets & mask) && (value & ICC_SGIR_CLUSTER_MASK) == ICC_SGIR_CLUSTER(self)) {
		who = send(v, intid);
		targets &= ~(unsigned)mask;
	}
	for (uint32_t i = 0; (all || targets) && i < v->vm->vcpus.count; i++) {
		struct vcpu *to = vgic_vcpu_at(v->vm, i);
		uint64_t mpidr = to->config->vmpidr_el2;

		if (to != v &&
		    (all || ((targets >> (mpidr & 15) & 1) &&
			     (value & ICC_SGIR_CLUSTER_MASK) == ICC_SGIR_CLUSTER(mpidr))))
			who |= send(to, intid);
	}
	return vgic_unlock(v, who);
}

/* GICv2: several sources of one SGI take turns. */
static vgic_notify send_from(struct vcpu *to, unsigned intid, uint8_t sources)
{
	struct vgic_vcpu *g = &to->vgic;

	g->sgi_sources[intid] |= sources;
	if (g->sgi_sources[intid])
		g->private.pending |= 1u << intid;
	return vgic_changed(to, &g->private, 0, 1u << intid);
}

vgic_notify vgic_sgir(struct vcpu *v, uint32_t value)
{
	uint32_t targets = GICD_SGIR_LIST(value), self = 1u << v->config->index;
	vgic_notify who = 0;

	if (GICD_SGIR_FILTER(value) == GICD_SGIR_FILTER_OTHERS)
		targets = ~self;
	else if (GICD_SGIR_FILTER(value) == GICD_SGIR_FILTER_SELF)
		targets = self;
	else if (GICD_SGIR_FILTER(value) != GICD_SGIR_FILTER_LIST)
		targets = 0;
	if (!targets)
		return 0;
	if (targets == self && !v->vgic.sgi_sources[GICD_SGIR_INTID(value)] &&
	    vgic_list_private(v, GICD_SGIR_INTID(value),
			      (uint64_t)v->config->index << LR_SOURCE_SHIFT))
		return 0;
	spin_lock(&v->vm_state->vgic_lock);
	for (uint32_t i = 0; i < v->vm->vcpus.count && i < 8; i++)
		if (targets >> i & 1)
			who |= send_from(vgic_vcpu_at(v->vm, i), GICD_SGIR_INTID(value),
					 (uint8_t)self);
	return vgic_unlock(v, who);
}

/* GICD_CPENDSGIR (0x00 to 0x0f) and GICD_SPENDSGIR (0x10 to 0x1f): one byte an SGI, a mask of sources. */
__attribute__((cold)) void vgic_sgi_pending_access(struct vcpu *v, struct mmio_access *a,
						   uint32_t offset)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0;

	if (a->size > 4 || a->size == 2)
		return;
	spin_lock(&v->vm_state->vgic_lock);
	for (unsigned k = 0; k < a->size; k++) {
		unsigned intid = (offset + k) % VGIC_SGIS;
		uint8_t bits = (uint8_t)(a->value >> 8 * k);

		if (!a->write) {
			a->value |= (uint64_t)g->sgi_sources[intid] << 8 * k;
		} else if (offset >= VGIC_SGIS) {
			who |= send_from(v, intid, bits);
		} else {
			g->sgi_sources[intid] &= (uint8_t)~bits;
			if (!g->sgi_sources[intid])
				g->private.pending &= ~(1u << intid);
		}
	}
	a->notify |= vgic_unlock(v, who);
}
