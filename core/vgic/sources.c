/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/sources.h"
#include "machine/gic.h"

#define SENT_AT_ONCE 7 /* a target takes some 140 instructions, its kick included */

/* Send an SGI if it is configured as group 1: the register generates only SGIs of group 1. */
static vgic_notify send(struct vcpu *to, unsigned intid)
{
	struct vgic_bank *b = &to->vgic.private;
	uint32_t bit = 1u << intid & b->group;

	b->pending |= bit;
	return vgic_changed(to, b, 0, bit);
}

vgic_notify vgic_sgi_continue(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0;

	for (unsigned sent = 0; g->sending && sent < SENT_AT_ONCE; sent++) {
		unsigned intid = (unsigned)__builtin_ctz(g->sending);
		uint64_t *to = &g->unsent[intid];

		if (*to)
			who |= send(vgic_vcpu_at(v->vm, (uint32_t)__builtin_ctzll(*to)), intid);
		*to &= *to - 1;
		if (!*to)
			g->sending &= g->sending - 1;
	}
	return who;
}

uint8_t vgic_sgi_listed_source(uint64_t lr)
{
	return lr & ICH_LR_PENDING ? (uint8_t)(1u << (lr >> LR_SOURCE_SHIFT & 7)) : 0;
}

uint64_t vgic_sgi_take_source(struct vcpu *v, unsigned intid)
{
	unsigned sources = v->vgic.sgi_sources[intid], rest = sources & (sources - 1);
	uint64_t source = sources ? (uint64_t)__builtin_ctz(sources) : 0;

	v->vgic.sgi_sources[intid] = (uint8_t)rest;
	if (rest)
		v->vgic.private.pending |= 1u << intid;
	return source << LR_SOURCE_SHIFT | (rest ? ICH_LR_EOI : 0);
}

uint64_t vgic_sgi_merge_source(struct vcpu *v, unsigned intid, uint64_t lr)
{
	uint8_t *sources = &v->vgic.sgi_sources[intid];

	*sources &= (uint8_t)~vgic_sgi_listed_source(lr);
	if (*sources)
		return ICH_LR_EOI;
	v->vgic.private.pending &= ~(1u << intid);
	return 0;
}
