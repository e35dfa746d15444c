/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/sgi.h"
#include "vgic/sources.h"

vgic_notify vgic_sgi1r(struct vcpu *v, uint64_t value)
{
	unsigned intid = ICC_SGIR_INTID(value), targets = ICC_SGIR_LIST(value);
	bool all = value & ICC_SGIR_OTHERS;
	uint64_t self = v->config->vmpidr_el2, mask;
	vgic_notify who;

	mask = 1u << (self & 15);
	if (!all && targets == mask && (value & ICC_SGIR_CLUSTER_MASK) == ICC_SGIR_CLUSTER(self) &&
	    (v->vgic.private.group >> intid & 1) && vgic_list_private(v, intid, 0))
		return 0;
	spin_lock(&v->vm_state->vgic_lock);
	for (uint32_t i = 0; (all || targets) && i < v->vm->vcpus.count; i++) {
		uint64_t mpidr = vgic_vcpu_at(v->vm, i)->config->vmpidr_el2;

		if (all ? i != v->config->index
			: (targets >> (mpidr & 15) & 1) &&
			      (value & ICC_SGIR_CLUSTER_MASK) == ICC_SGIR_CLUSTER(mpidr))
			v->vgic.unsent[intid] |= 1ull << i;
	}
	v->vgic.sending |= 1u << intid;
	who = vgic_sgi_continue(v);
	if (v->vgic.sending) {
		v->vgic.work |= VGIC_WORK_SEND;
		who |= vgic_notify_one(v);
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

/*
 * GICD_CPENDSGIR (0x00 to 0x0f) and GICD_SPENDSGIR (0x10 to 0x1f): one byte for each SGI, a mask of sources. The registers
 * are banked by the accessing vCPU, which is loaded here.
 */
static vgic_notify access_sources(struct vcpu *v, struct mmio_access *a, unsigned intid, unsigned k,
				  bool set)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = &g->private;
	uint32_t bit = 1u << intid;
	uint8_t bits = (uint8_t)(a->value >> 8 * k);
	uint8_t listed =
	    b->listed & bit ? vgic_sgi_listed_source(gic->read_lr(b->holder[intid])) : 0;

	if (!a->write) {
		a->value |= (uint64_t)(g->sgi_sources[intid] | listed) << 8 * k;
		return 0;
	}
	if (set)
		return send_from(v, intid, bits);
	b->unpend |= listed & bits ? bit : 0;
	g->sgi_sources[intid] &= (uint8_t)~bits;
	if (!g->sgi_sources[intid])
		b->pending &= ~bit;
	return vgic_changed(v, b, 0, bit);
}

__attribute__((cold)) void vgic_sgi_pending_access(struct vcpu *v, struct mmio_access *a,
						   uint32_t offset)
{
	vgic_notify who = 0;

	if (a->size > 4 || a->size == 2)
		return;
	spin_lock(&v->vm_state->vgic_lock);
	for (unsigned k = 0; k < a->size; k++)
		who |= access_sources(v, a, (offset + k) % VGIC_SGIS, k, offset >= VGIC_SGIS);
	a->notify |= vgic_unlock(v, who);
}
