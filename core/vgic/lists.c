/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which interrupts are in list registers, and what changes while they are. The state of an interrupt that is listed is
 * there; no other core touches it (see vcpu/vgic_state.h).
 */
#include "vgic/lists.h"

/* SPI `i` of `bank` may be pending for its target: returns who must look. */
static vgic_notify mark_spi(const struct vcpu *v, const struct vgic_bank *b, unsigned bank,
			    unsigned i)
{
	uint32_t target = vgic_target(b, i);

	if (target >= v->vm->vcpus.count)
		return 0;
	vgic_vcpu_at(v->vm, target)->vgic.spi_banks |= 1u << bank;
	return 1ull << (target & 63);
}

vgic_notify vgic_note(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	vgic_notify who = 0;

	if (!bank) {
		if (bits & b->listed)
			v->vgic.recheck = 1;
		return 1ull << (v->config->index & 63);
	}
	for (; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);

		if (b->listed >> i & 1) {
			vgic_vcpu_at(v->vm, b->holder[i])->vgic.recheck = 1;
			who |= 1ull << (b->holder[i] & 63);
		} else {
			who |= mark_spi(v, b, bank, i);
		}
	}
	return who;
}

vgic_notify vgic_changed_all(struct vcpu *v)
{
	for (uint32_t i = 0; i < v->vm->vcpus.count; i++) {
		struct vgic_vcpu *g = &vgic_vcpu_at(v->vm, i)->vgic;

		g->recheck = 1;
		g->spi_banks = (uint32_t)((2ull << v->vm->spi_count / VGIC_BANK_INTERRUPTS) - 2);
	}
	return v->vm->vcpus.count < 64 ? (1ull << v->vm->vcpus.count) - 1 : ~0ull;
}

vgic_notify vgic_release_lr(struct vcpu *v, unsigned n)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t intid = ICH_LR_VINTID(g->interface.lr[n]), bit = 1u << intid % 32;
	struct vgic_bank *b = vgic_bank_at(v, intid / 32);

	g->interface.used &= ~(1u << n);
	b->listed &= ~bit;
	b->unpend &= ~bit;
	b->deactivate &= ~bit;
	return intid < 32 ? 0 : mark_spi(v, b, intid / 32, intid % 32);
}

/* What was pending in a list register is so in the bank again. */
static void fold_pending(struct vcpu *v, uint64_t lr)
{
	uint32_t intid = ICH_LR_VINTID(lr), bit = 1u << intid % 32;
	struct vgic_bank *b = vgic_bank_at(v, intid / 32);

	if (lr & ICH_LR_HW) {
		b->intid[intid % 32] = ICH_LR_PINTID(lr); /* vgic_list_private() doesn't note it */
		b->held |= bit;
		b->pending |= bit;
	} else if (intid < VGIC_SGIS && vgic_is_v2()) {
		v->vgic.sgi_sources[intid] |= (uint8_t)(1u << (lr >> LR_SOURCE_SHIFT & 7));
		b->pending |= bit;
	} else if (!(lr & ICH_LR_EOI)) {
		b->pending |= bit; /* otherwise it came from the line, which is still known */
	}
}

/* Free the list register of the pending interrupt of lowest priority, if that is below `priority`. */
static uint32_t evict_lr(struct vcpu *v, uint8_t priority, vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	uint64_t worst = 0;
	unsigned slot = 0;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t lr = gic->read_lr(n);

		if ((lr & ICH_LR_STATE) == ICH_LR_PENDING && ICH_LR_PRIORITY(lr) > priority &&
		    (!worst || ICH_LR_PRIORITY(lr) > ICH_LR_PRIORITY(worst))) {
			worst = lr;
			slot = n;
		}
	}
	if (!worst)
		return 0;
	*who |= vgic_release_lr(v, slot);
	fold_pending(v, worst);
	return 1u << slot;
}

/*
 * Put interrupt `i` of `b` into a list register of the loaded vCPU. False: all hold more urgent ones. Inlined, it costs the
 * ways on which nothing is listed 13 instructions.
 */
static bool __attribute__((noinline))
populate_lr(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned i, vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t bit = 1u << i, free = gic_lr_mask & ~g->interface.used;
	uint64_t lr = bank * 32 + i;
	unsigned n;

	if (!free)
		free = evict_lr(v, b->priority[i], who);
	if (!free)
		return false;
	if (b->held & bit) {
		lr |= ICH_LR_HW | ICH_LR_PENDING | (uint64_t)b->intid[i] << ICH_LR_PINTID_SHIFT;
		b->held &= ~bit;
		b->pending &= ~bit;
	} else {
		if (b->active & bit)
			lr |= ICH_LR_ACTIVE;
		if ((b->pending | (b->line & ~b->edge)) & b->enabled & bit)
			lr |= ICH_LR_PENDING;
		if (b->line & ~b->edge & bit)
			lr |= ICH_LR_EOI;
		if (i < VGIC_SGIS && !bank && vgic_is_v2() && g->sgi_sources[i]) {
			uint8_t sources = g->sgi_sources[i];

			lr |= (uint64_t)__builtin_ctz(sources) << LR_SOURCE_SHIFT;
			sources &= (uint8_t)(sources - 1);
			g->sgi_sources[i] = sources;
			if (sources)
				lr |= ICH_LR_EOI; /* the next source's turn */
			else
				b->pending &= ~bit;
		} else if (lr & ICH_LR_PENDING) {
			b->pending &= ~bit;
		}
	}
	b->active &= ~bit;
	lr |= (uint64_t)b->priority[i] << ICH_LR_PRIORITY_SHIFT |
	      (b->group & bit ? ICH_LR_GROUP1 : 0);
	n = (unsigned)__builtin_ctz(free);
	b->listed |= bit;
	b->holder[i] = (uint16_t)(bank ? v->config->index : n);
	g->interface.used |= 1u << n;
	g->interface.lr[n] = lr;
	gic->write_lr(n, lr);
	return true;
}

/* Unlist what the guest has handled to the end. */
static vgic_notify release_finished(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0;

	for (uint32_t done = gic->finished() & g->interface.used; done; done &= done - 1) {
		unsigned n = (unsigned)__builtin_ctz(done);

		if (g->interface.lr[n] & ICH_LR_EOI)
			gic->write_lr(n, 0); /* or its maintenance interrupt stays */
		who |= vgic_release_lr(v, n);
	}
	return who;
}

/* Apply to the list registers what changed about their interrupts. */
static vgic_notify sync_lrs(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled;
	vgic_notify who = 0;

	g->recheck = 0;
	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t was = gic->read_lr(n), lr = was;
		uint32_t intid = ICH_LR_VINTID(lr), i = intid % 32, bit = 1u << i;
		struct vgic_bank *b = vgic_bank_at(v, intid / 32);
		bool line = b->line & ~b->edge & bit;

		if (b->unpend & bit)
			lr &= ~ICH_LR_PENDING;
		if ((b->deactivate & bit))
			lr &= ~ICH_LR_ACTIVE;
		b->unpend &= ~bit;
		b->deactivate &= ~bit;
		if ((was & ICH_LR_HW) && (was & ICH_LR_STATE) && !(lr & ICH_LR_STATE))
			gic->set_active(ICH_LR_PINTID(lr), false);
		/* ISPENDR of a linked one, which can't be active and pending: from now on it is software's. */
		if ((lr & ICH_LR_HW) && intid >= 32 && (lr & ICH_LR_STATE) &&
		    (b->pending & ~b->held & b->enabled & bit)) {
			gic->set_active(ICH_LR_PINTID(lr), false);
			lr &= ~(ICH_LR_HW | ICH_LR_PINTID_MASK);
		}
		if ((lr & ICH_LR_EOI) && intid >= VGIC_SGIS && !line)
			lr &= ~ICH_LR_PENDING;
		if ((lr & ICH_LR_PENDING) &&
		    (!(b->enabled & vgic_group_mask(b, groups) & bit) ||
		     (intid >= 32 && vgic_target(b, i) != v->config->index))) {
			fold_pending(v, lr);
			lr &= ~ICH_LR_PENDING;
		} else if (!(lr & ICH_LR_HW) && (lr & ICH_LR_STATE) &&
			   (b->pending & b->enabled & bit)) {
			if (intid < VGIC_SGIS && vgic_is_v2()) {
				lr |= ICH_LR_EOI;
			} else if (b->held & bit) {
				lr = (lr & ~ICH_LR_PENDING) |
				     ICH_LR_EOI; /* the linked one follows */
			} else {
				lr |= ICH_LR_PENDING;
				b->pending &= ~bit;
			}
		}
		if (!(lr & ICH_LR_HW) && (lr & ICH_LR_STATE) && line)
			lr |= ICH_LR_EOI;
		g->interface.lr[n] = lr;
		if (lr != was)
			gic->write_lr(n, lr & ICH_LR_STATE ? lr : 0);
		if (!(lr & ICH_LR_STATE))
			who |= vgic_release_lr(v, n);
	}
	return who;
}

/* What populate_pass() does with an interrupt whose priority is below (more urgent than) `limit`. */
struct populate {
	enum { FREELY, COUNT, LIMITED } pass;
	unsigned limit;
	uint16_t counts[VGIC_PRIORITY_LIMIT / VGIC_PRIORITY_STEP];
};

/* Go through what `v` has pending in `banks`. False: there is more than list registers (FREELY). */
static bool populate_pass(struct vcpu *v, uint32_t groups, uint32_t banks, struct populate *p,
			  vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	bool v2 = vgic_is_v2();
	unsigned self = v2 ? 1u << v->config->index : v->config->index; /* as in vgic_target() */

	g->spi_banks = 0;
	for (; banks; banks &= banks - 1) {
		unsigned bank = (unsigned)__builtin_ctz(banks);
		struct vgic_bank *b = bank ? vgic_spi_bank(v->vm, bank) : &g->private;

		for (uint32_t ready = vgic_listable(b, groups); ready; ready &= ready - 1) {
			unsigned i = (unsigned)__builtin_ctz(ready);
			unsigned priority = b->priority[i], target = b->target[i];

			if (priority >= p->limit) {
				g->spi_banks |= 1u << bank;
				continue;
			}
			if (bank && (v2 ? target & -target : target) != self)
				continue;
			if (p->pass == FREELY && g->interface.used == gic_lr_mask)
				return false;
			if (p->pass == COUNT) {
				p->counts[priority / VGIC_PRIORITY_STEP]++;
			} else if (!populate_lr(v, b, bank, i, who)) {
				p->limit = priority;
				g->spi_banks |= 1u << bank;
			}
		}
	}
	return true;
}

/* The priorities from here on are those of interrupts that find no room whatever is listed now. */
static unsigned populate_limit(const uint16_t *counts)
{
	unsigned room = 32 - (unsigned)__builtin_clz(gic_lr_mask), limit = 0;

	for (; limit < VGIC_PRIORITY_LIMIT && room; limit += VGIC_PRIORITY_STEP) {
		unsigned count = counts[limit / VGIC_PRIORITY_STEP];

		room -= count < room ? count : room;
	}
	return limit;
}

/*
 * List what `v` has pending. Once the list registers are full, only what is among the most urgent of all that is
 * pending is tried: a few times as many as there are, whatever a guest has pending, and in whatever order.
 */
static void populate_all(struct vcpu *v, uint32_t groups, vgic_notify *who)
{
	uint32_t banks = v->vgic.spi_banks | 1;
	struct populate p;

	p.pass = FREELY;
	p.limit = VGIC_PRIORITY_LIMIT;
	if (!populate_pass(v, groups, banks, &p, who)) {
		for (unsigned n = 0; n < VGIC_PRIORITY_LIMIT / VGIC_PRIORITY_STEP; n++)
			p.counts[n] = 0;
		p.pass = COUNT;
		populate_pass(v, groups, banks, &p, who);
		p.limit = populate_limit(p.counts);
		p.pass = LIMITED;
		populate_pass(v, groups, banks, &p, who);
	}
	v->vgic.spi_banks &= ~1u;
}

vgic_notify vgic_update_lrs(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled, hcr = ICH_HCR_EN;
	vgic_notify who = 0;

	if (g->interface.used)
		who = release_finished(v);
	/* vgic_list_private() lists without the lock: another core may have missed that. */
	if (g->recheck || (g->private.pending & g->private.listed))
		who |= sync_lrs(v);
	populate_all(v, groups, &who);
	/* Whatever found no place, or was evicted, is tried again when the list registers run empty. */
	if (g->interface.used == gic_lr_mask &&
	    (g->spi_banks || vgic_listable(&g->private, groups)))
		hcr |= ICH_HCR_UIE;
	if (hcr != g->interface.hcr) {
		g->interface.hcr = hcr;
		gic->set_hcr(hcr);
	}
	return who & ~(1ull << (v->config->index & 63));
}

uint32_t vgic_read_state(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint64_t state,
			 vgic_notify *who)
{
	uint32_t bits = state == ICH_LR_PENDING ? b->pending | (b->line & ~b->edge) : b->active;

	for (uint32_t m = b->listed; m; m &= m - 1) {
		unsigned i = (unsigned)__builtin_ctz(m);
		struct vcpu *holder = bank ? vgic_vcpu_at(v->vm, b->holder[i]) : v;
		struct vgic_vcpu *g = &holder->vgic;
		bool here = holder == cpu_current()->loaded;

		/* In another core's list register: its state when that core last looked; it looks again. */
		if (!here && g->loaded) {
			g->recheck = 1;
			*who |= 1ull << (holder->config->index & 63);
		}
		for (uint32_t used = g->interface.used; used; used &= used - 1) {
			unsigned n = (unsigned)__builtin_ctz(used);

			if (ICH_LR_VINTID(g->interface.lr[n]) == bank * 32 + i &&
			    ((here ? gic->read_lr(n) : g->interface.lr[n]) & state))
				bits |= 1u << i;
		}
	}
	return bits;
}
