/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The choice of interrupts for the list registers, and their changes there. A list register holds the state of its
 * interrupt; no other core touches it (see vcpu/vgic_state.h).
 */
#include "vgic/lists.h"
#include "vgic/hardware.h"
#include "vgic/sources.h"
#include "vgic/spill.h"

#define SGIS ((1u << VGIC_SGIS) - 1)
/* Places (bank, priority) that are searched at once: 30 instructions each. */
#define STEPS_AT_ONCE 12

/* A maintenance interrupt at once, for the rest of the work: more urgent work of this core comes first. */
#define LOOK_AGAIN (ICH_HCR_VGRP1EIE | ICH_HCR_VGRP1DIE)

vgic_notify vgic_release_lr(struct vcpu *v, unsigned n)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t intid = ICH_LR_VINTID(g->interface.lr[n]), bit = 1u << intid % 32;
	struct vgic_bank *b = vgic_bank_at(v, intid / 32);

	g->interface.used &= ~(1u << n);
	b->listed &= ~bit;
	b->latched &= ~bit;
	b->unpend &= ~bit;
	b->deactivate &= ~bit;
	return vgic_changed(v, b, intid / 32, bit);
}

/* Move the pending state of a list register back to the interrupt's bank. */
static void fold_pending(struct vcpu *v, struct vgic_bank *b, uint64_t lr)
{
	uint32_t intid = ICH_LR_VINTID(lr), bit = 1u << intid % 32;

	if (lr & ICH_LR_HW) {
		b->intid[intid % 32] = ICH_LR_PINTID(lr); /* vgic_list_private() didn't store it */
		b->held |= bit;
	}
	if (intid < VGIC_SGIS && vgic_is_v2()) {
		v->vgic.sgi_sources[intid] |= (uint8_t)(1u << (lr >> LR_SOURCE_SHIFT & 7));
		b->pending |= bit;
	}
	b->pending |= b->latched & bit; /* otherwise it was pending by its line, kept in b->line */
}

static void fold_active(struct vgic_bank *b, uint64_t lr)
{
	uint32_t i = ICH_LR_VINTID(lr) % 32;

	b->active |= 1u << i;
	if (lr & ICH_LR_HW) {
		b->intid[i] = ICH_LR_PINTID(lr);
		b->linked |= 1u << i;
	}
}

/*
 * Free a list register for an interrupt of `priority`: take the pending interrupt of lowest priority out of its list
 * register, if that priority is lower. If none is pending, take the active one of lowest priority, since the waiting
 * one may be more urgent.
 */
static uint32_t evict_lr(struct vcpu *v, uint8_t priority, vgic_notify *who)
{
	/* The worst active one, and the worst that is only pending. */
	uint64_t worst[2] = {0, 0}, lr;
	unsigned slots[2] = {0, 0}, slot;
	bool pending;

	for (uint32_t m = v->vgic.interface.used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);

		lr = gic->read_lr(n);
		pending = (lr & ICH_LR_STATE) == ICH_LR_PENDING;
		if (!worst[pending] || ICH_LR_PRIORITY(lr) > ICH_LR_PRIORITY(worst[pending])) {
			worst[pending] = lr;
			slots[pending] = n;
		}
	}
	pending = worst[1] != 0;
	lr = worst[pending];
	slot = slots[pending];
	if (pending ? ICH_LR_PRIORITY(lr) <= priority : (lr & ICH_LR_STATE) && !vgic_spill(v, lr))
		return 0;
	v->vgic.interface.lr[slot] = lr;
	if (lr & ICH_LR_PENDING)
		fold_pending(v, vgic_bank_at(v, ICH_LR_VINTID(lr) / 32), lr);
	if (lr & ICH_LR_ACTIVE)
		fold_active(vgic_bank_at(v, ICH_LR_VINTID(lr) / 32), lr);
	*who |= vgic_release_lr(v, slot);
	return 1u << slot;
}

#define LR_RANK (0xffull << ICH_LR_PRIORITY_SHIFT | ICH_LR_GROUP1)

/* Priority and group of interrupt `i`, as in a list register (LR_RANK). */
static uint64_t rank(const struct vgic_bank *b, unsigned i)
{
	return (uint64_t)b->priority[i] << ICH_LR_PRIORITY_SHIFT |
	       (b->group >> i & 1 ? ICH_LR_GROUP1 : 0);
}

/* Put the interrupt, which is pending, into a list register of the loaded vCPU. False: all hold more urgent ones. */
static bool populate_lr(struct vcpu *v, struct vgic_waiting *w, vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = w->bank;
	unsigned i = w->i, n;
	uint32_t bit = 1u << i, free = gic_lr_mask & ~g->interface.used;
	uint64_t lr = (w->number * 32 + i) | ICH_LR_PENDING | rank(b, i);

	if (!free) {
		free = evict_lr(v, b->priority[i], who);
		w->steps /= 4; /* an eviction takes as long as many of them */
	}
	if (!free)
		return false;
	if (b->held & bit) {
		lr |= ICH_LR_HW | (uint64_t)b->intid[i] << ICH_LR_PINTID_SHIFT;
		b->held &= ~bit;
	} else if (b->line & ~b->edge & bit) {
		lr |= ICH_LR_EOI;
	}
	b->latched |= b->pending & bit;
	b->pending &= ~bit;
	if (!w->number && i < VGIC_SGIS && vgic_is_v2())
		lr |= vgic_sgi_take_source(v, i);
	n = (unsigned)__builtin_ctz(free);
	b->listed |= bit;
	b->holder[i] = (uint16_t)(w->number ? v->config->index : n);
	g->interface.used |= 1u << n;
	g->interface.lr[n] = lr;
	gic->write_lr(n, lr);
	return true;
}

/* Free the list registers of interrupts that the guest has ended. */
static vgic_notify release_finished(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0;

	for (uint32_t done = gic->finished() & g->interface.used; done; done &= done - 1) {
		unsigned n = (unsigned)__builtin_ctz(done);

		if (g->interface.lr[n] & ICH_LR_EOI)
			gic->write_lr(n, 0); /* otherwise its maintenance interrupt stays */
		who |= vgic_release_lr(v, n);
	}
	return who;
}

/* Turn a linked interrupt into a software interrupt: the physical one ends, so the device can raise it again. */
static uint64_t unlink(uint64_t lr)
{
	gic->set_active(ICH_LR_PINTID(lr), false);
	return lr & ~(ICH_LR_HW | ICH_LR_PINTID_MASK);
}

/* Make the interrupt in `lr` pending again, as its bank says. `here`: it may be signalled to `v`. */
static uint64_t add_pending(struct vcpu *v, struct vgic_bank *b, uint64_t lr, bool here)
{
	uint32_t intid = ICH_LR_VINTID(lr), bit = 1u << intid % 32;

	/* A linked interrupt can't be active and pending. */
	if ((lr & ICH_LR_HW) && (lr & ICH_LR_ACTIVE))
		lr = unlink(lr);
	if (intid < VGIC_SGIS && vgic_is_v2())
		return lr | vgic_sgi_merge_source(v, intid, lr);
	if (!here)
		return lr | ICH_LR_EOI; /* it moves to its new vCPU when it has ended here */
	if (b->held & bit) {
		b->pending |= lr & ICH_LR_PENDING ? bit : 0;
		return (lr & ~ICH_LR_PENDING) | ICH_LR_EOI; /* the linked one follows */
	}
	b->pending &= ~bit;
	b->latched |= bit;
	return lr | ICH_LR_PENDING;
}

/* Apply the changes of the interrupt in list register value `was`. */
static uint64_t sync_lr(struct vcpu *v, struct vgic_bank *b, uint64_t was)
{
	uint32_t intid = ICH_LR_VINTID(was), i = intid % 32, bit = 1u << i;
	uint32_t groups = v->vm_state->vgic_enabled;
	bool on = b->enabled & vgic_group_mask(b, groups) & bit;
	bool here = intid < 32 || vgic_target(b, i) == v->config->index;
	bool line = b->line & ~b->edge & bit;
	uint64_t lr = was;

	if (b->unpend & bit)
		lr &= ~ICH_LR_PENDING;
	if ((b->deactivate & bit) && (lr & ICH_LR_ACTIVE)) {
		vgic_spill(v, lr); /* its end is still to come */
		lr &= ~ICH_LR_ACTIVE;
	}
	b->unpend &= ~bit;
	b->deactivate &= ~bit;
	if ((lr & ICH_LR_HW) && (lr & ICH_LR_PENDING) && vgic_hardware_is_low(ICH_LR_PINTID(lr)))
		lr = unlink(lr);
	if (!(lr & ICH_LR_HW) && intid >= VGIC_SGIS && !line && !(b->latched & bit))
		lr &= ~ICH_LR_PENDING;
	if ((lr & ICH_LR_HW) && (was & ICH_LR_STATE) && !(lr & ICH_LR_STATE))
		gic->set_active(ICH_LR_PINTID(lr), false);
	if ((lr & ICH_LR_PENDING) && !(on && here)) {
		fold_pending(v, b, lr);
		lr &= ~ICH_LR_PENDING;
	}
	if ((lr & ICH_LR_STATE) && on && ((b->pending | b->held) & bit))
		lr = add_pending(v, b, lr, here);
	if ((b->active & bit) && !(lr & ICH_LR_ACTIVE)) {
		/* ISACTIVER made it active: the guest may never end an interrupt that it didn't acknowledge. */
		if (lr & ICH_LR_PENDING)
			fold_pending(v, b, lr);
		return lr & ~ICH_LR_STATE;
	}
	b->active &= ~bit;
	if (!(lr & ICH_LR_ACTIVE)) {
		lr = (lr & ~LR_RANK) | rank(b, i);
	} else if ((lr & ICH_LR_PENDING) && (lr & LR_RANK) != rank(b, i) && vgic_spill(v, lr)) {
		/* The active state keeps the priority at which it was taken; the pending state gets the new one. */
		fold_pending(v, b, lr);
		fold_active(b, lr);
		return lr & ~ICH_LR_STATE;
	}
	return !(lr & ICH_LR_HW) && line ? lr | ICH_LR_EOI : lr;
}

/* Apply the changes of listed interrupts to the list registers. */
static vgic_notify sync_lrs(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t was = gic->read_lr(n);
		uint64_t lr = sync_lr(v, vgic_bank_at(v, ICH_LR_VINTID(was) / 32), was);

		g->interface.lr[n] = lr;
		if (lr != was)
			gic->write_lr(n, lr & ICH_LR_STATE ? lr : 0);
		if (!(lr & ICH_LR_STATE))
			who |= vgic_release_lr(v, n);
	}
	return who;
}

/* List waiting interrupts, the most urgent first, until all list registers hold more urgent ones. */
static uint32_t populate(struct vcpu *v, vgic_notify *who)
{
	struct vgic_waiting w = {.steps = STEPS_AT_ONCE};

	while (vgic_next_waiting(v, &w))
		if (!populate_lr(v, &w, who))
			return ICH_HCR_NPIE;
	return v->vgic.levels ? LOOK_AGAIN : 0;
}

/* Go on with the SGIs and notifications that this vCPU's own accesses have left for later. */
static vgic_notify continue_work(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0, rest;

	if (g->work & VGIC_WORK_RESCAN)
		vgic_rescan(v);
	if (g->work & VGIC_WORK_SEND)
		who = vgic_sgi_continue(v);
	rest = g->untold;
	for (unsigned n = 0; rest && n < VGIC_TOLD_AT_ONCE; n++)
		rest &= rest - 1;
	who |= g->untold & ~rest;
	g->untold = rest;
	g->work = (g->sending ? VGIC_WORK_SEND : 0) | (rest ? VGIC_WORK_TELL : 0);
	return who;
}

vgic_notify vgic_update_lrs(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t hcr = VGIC_HCR;
	vgic_notify who = 0;
	bool later = false;

	if (g->interface.used)
		who = release_finished(v);
	/* vgic_list_private() lists without the lock: another core may have missed that. */
	if ((g->work & VGIC_WORK_LISTED) || (g->private.pending & g->private.listed)) {
		/* Changes in more than one list register and a search for waiting interrupts would take too long. */
		later = (g->work & VGIC_WORK_LISTED) && g->interface.used > 1;
		who |= sync_lrs(v);
	}
	if (g->spilled_levels)
		who |= vgic_end_spilled(v);
	if (g->work)
		who |= continue_work(v);
	if (g->levels)
		hcr |= later ? LOOK_AGAIN : populate(v, &who);
	if (g->spilled_levels)
		hcr |= ICH_HCR_LRENPIE;
	if (g->work)
		hcr |= LOOK_AGAIN;
	/* Not for a timer that is also pending by ISPENDR: vgic_release_lr() clears that state when the timer ends. */
	g->direct = g->levels
			? 0
			: g->private.enabled & ~g->private.active & ~(g->private.latched & ~SGIS) &
			      vgic_group_mask(&g->private, v->vm_state->vgic_enabled);
	if (hcr != g->interface.hcr) {
		g->interface.hcr = hcr;
		gic->set_hcr(hcr);
	}
	return who & ~vgic_notify_one(v);
}

/* Those listed interrupts of the bank whose list register has `state` set. */
static uint32_t listed_in_state(struct vcpu *v, const struct vgic_bank *b, unsigned bank,
				uint64_t state)
{
	uint32_t bits = 0;

	for (uint32_t m = b->listed; m; m &= m - 1) {
		unsigned i = (unsigned)__builtin_ctz(m);
		struct vcpu *holder = bank ? vgic_vcpu_at(v->vm, b->holder[i]) : v;
		const struct gic_virtual *g = &holder->vgic.interface;

		for (uint32_t used = g->used; used; used &= used - 1) {
			uint64_t lr = g->lr[__builtin_ctz(used)];

			if (ICH_LR_VINTID(lr) == bank * 32 + i && (lr & state))
				bits |= 1u << i;
		}
	}
	return bits;
}

uint32_t vgic_read_pending(struct vcpu *v, const struct vgic_bank *b, unsigned bank)
{
	return b->pending | b->held | (b->line & ~b->edge) |
	       (listed_in_state(v, b, bank, ICH_LR_PENDING) & ~b->unpend) |
	       vgic_hardware_pending(v, b, bank);
}

uint32_t vgic_read_active(struct vcpu *v, const struct vgic_bank *b, unsigned bank)
{
	return b->active | (listed_in_state(v, b, bank, ICH_LR_ACTIVE) & ~b->deactivate);
}
