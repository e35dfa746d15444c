/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * List registers of the virtual interrupt controller: which interrupts are in them, and what changes while
 * they are. An interrupt that is listed has its state there; no other core touches it (see vcpu/vgic_state.h).
 */
#include "vgic/internal.h"

uint32_t gic_lr_mask;

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

/* List register `n` of `v` is free again. */
static vgic_notify __attribute__((noinline)) unlist(struct vcpu *v, unsigned n)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t intid = LR_INTID(g->lr[n]), bit = 1u << intid % 32;
	struct vgic_bank *b = vgic_bank_at(v, intid / 32);

	g->used &= ~(1u << n);
	b->listed &= ~bit;
	b->unpend &= ~bit;
	b->deactivate &= ~bit;
	return intid < 32 ? 0 : mark_spi(v, b, intid / 32, intid % 32);
}

/* What was pending in a list register is so in the bank again. */
static void put_back(struct vcpu *v, uint64_t lr)
{
	uint32_t intid = LR_INTID(lr), bit = 1u << intid % 32;
	struct vgic_bank *b = vgic_bank_at(v, intid / 32);

	if (lr & LR_HW) {
		b->intid[intid % 32] = LR_PINTID(lr); /* vgic_list_private() doesn't note it */
		b->held |= bit;
		b->pending |= bit;
	} else if (intid < VGIC_SGIS && vgic_is_v2()) {
		v->vgic.sgi_sources[intid] |= (uint8_t)(1u << (lr >> LR_SOURCE_SHIFT & 7));
		b->pending |= bit;
	} else if (!(lr & LR_EOI)) {
		b->pending |= bit; /* otherwise it came from the line, which is still known */
	}
}

/* Free the list register of the pending interrupt of lowest priority, if that is below `priority`. */
static uint32_t evict(struct vcpu *v, uint8_t priority, vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	uint64_t worst = 0;
	unsigned slot = 0;

	for (uint32_t m = g->used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t lr = gic->read_lr(n);

		if ((lr & LR_STATE) == LR_PENDING && LR_PRIORITY(lr) > priority &&
		    (!worst || LR_PRIORITY(lr) > LR_PRIORITY(worst))) {
			worst = lr;
			slot = n;
		}
	}
	if (!worst)
		return 0;
	*who |= unlist(v, slot);
	put_back(v, worst);
	return 1u << slot;
}

/* Put interrupt `i` of `b` into a list register of the loaded vCPU. False: all hold more urgent ones. */
static bool __attribute__((noinline))
list(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned i, vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t bit = 1u << i, free = gic_lr_mask & ~g->used;
	uint64_t lr = bank * 32 + i;

	if (!free && !(free = evict(v, b->priority[i], who)))
		return false;
	if (b->held & bit) {
		lr |= LR_HW | LR_PENDING | (uint64_t)b->intid[i] << LR_PINTID_SHIFT;
		b->held &= ~bit;
		b->pending &= ~bit;
	} else {
		if (b->active & bit)
			lr |= LR_ACTIVE;
		if ((b->pending | (b->line & ~b->edge)) & b->enabled & bit)
			lr |= LR_PENDING;
		if (b->line & ~b->edge & bit)
			lr |= LR_EOI;
		if (i < VGIC_SGIS && !bank && vgic_is_v2() && g->sgi_sources[i]) {
			uint8_t sources = g->sgi_sources[i];

			lr |= (uint64_t)__builtin_ctz(sources) << LR_SOURCE_SHIFT;
			g->sgi_sources[i] = sources &= (uint8_t)(sources - 1);
			if (sources)
				lr |= LR_EOI; /* the next source's turn */
			else
				b->pending &= ~bit;
		} else if (lr & LR_PENDING) {
			b->pending &= ~bit;
		}
	}
	b->active &= ~bit;
	lr |= (uint64_t)b->priority[i] << LR_PRIORITY_SHIFT | (b->group & bit ? LR_GROUP1 : 0);
	i = (unsigned)__builtin_ctz(free);
	b->listed |= bit;
	b->holder[LR_INTID(lr) % 32] = (uint16_t)(bank ? v->config->index : i);
	g->used |= 1u << i;
	g->lr[i] = lr;
	gic->write_lr(i, lr);
	return true;
}

/* Unlist what the guest has handled to the end. */
static vgic_notify reap(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	vgic_notify who = 0;

	for (uint32_t done = gic->finished() & g->used; done; done &= done - 1) {
		unsigned n = (unsigned)__builtin_ctz(done);

		if (g->lr[n] & LR_EOI)
			gic->write_lr(n, 0); /* or its maintenance interrupt stays */
		who |= unlist(v, n);
	}
	return who;
}

/* Apply to the list registers what changed about their interrupts. */
static vgic_notify recheck(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled;
	vgic_notify who = 0;

	g->recheck = 0;
	for (uint32_t m = g->used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t was = gic->read_lr(n), lr = was;
		uint32_t intid = LR_INTID(lr), i = intid % 32, bit = 1u << i;
		struct vgic_bank *b = vgic_bank_at(v, intid / 32);
		bool line = b->line & ~b->edge & bit;

		if (b->unpend & bit)
			lr &= ~LR_PENDING;
		if ((b->deactivate & bit))
			lr &= ~LR_ACTIVE;
		b->unpend &= ~bit;
		b->deactivate &= ~bit;
		if ((was & LR_HW) && (was & LR_STATE) && !(lr & LR_STATE))
			gic->set_active(LR_PINTID(lr), false);
		/* ISPENDR of a linked one, which can't be active and pending: from now on it is software's. */
		if ((lr & LR_HW) && intid >= 32 && (lr & LR_STATE) &&
		    (b->pending & ~b->held & b->enabled & bit)) {
			gic->set_active(LR_PINTID(lr), false);
			lr &= ~(LR_HW | LR_PINTID_MASK);
		}
		if ((lr & LR_EOI) && intid >= VGIC_SGIS && !line)
			lr &= ~LR_PENDING;
		if ((lr & LR_PENDING) && (!(b->enabled & vgic_group_mask(b, groups) & bit) ||
					  (intid >= 32 && vgic_target(b, i) != v->config->index))) {
			put_back(v, lr);
			lr &= ~LR_PENDING;
		} else if (!(lr & LR_HW) && (lr & LR_STATE) && (b->pending & b->enabled & bit)) {
			if (intid < VGIC_SGIS && vgic_is_v2()) {
				lr |= LR_EOI;
			} else if (b->held & bit) {
				lr = (lr & ~LR_PENDING) | LR_EOI; /* the linked one follows */
			} else {
				lr |= LR_PENDING;
				b->pending &= ~bit;
			}
		}
		if (!(lr & LR_HW) && (lr & LR_STATE) && line)
			lr |= LR_EOI;
		g->lr[n] = lr;
		if (lr != was)
			gic->write_lr(n, lr & LR_STATE ? lr : 0);
		if (!(lr & LR_STATE))
			who |= unlist(v, n);
	}
	return who;
}

/*
 * List what `v` has pending. Once the list registers are full, only what is among the most urgent of all that is
 * pending is tried: a few times as many as there are, whatever a guest has pending, and in whatever order.
 */
static void list_all(struct vcpu *v, uint32_t groups, vgic_notify *who)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t banks = g->spi_banks | 1;
	unsigned room = 32 - (unsigned)__builtin_clz(gic_lr_mask), limit = VGIC_PRIORITY_LIMIT;
	uint16_t counts[VGIC_PRIORITY_LIMIT / 8];
	bool v2 = vgic_is_v2();
	unsigned self = v2 ? 1u << v->config->index : v->config->index; /* as in vgic_target() */
	enum { FREELY, COUNT, LIMITED } pass = FREELY;

again:
	g->spi_banks = 0;
	for (uint32_t left = banks; left; left &= left - 1) {
		unsigned bank = (unsigned)__builtin_ctz(left);
		struct vgic_bank *b = bank ? vgic_spi_bank(v->vm, bank) : &g->private;

		for (uint32_t ready = vgic_listable(b, groups); ready; ready &= ready - 1) {
			unsigned i = (unsigned)__builtin_ctz(ready), priority = b->priority[i],
				 target;

			if (priority >= limit) {
				g->spi_banks |= 1u << bank;
				continue;
			}
			target = b->target[i];
			if (bank && (v2 ? target & -target : target) != self)
				continue;
			if (pass == FREELY && g->used == gic_lr_mask) {
				for (unsigned n = 0; n < VGIC_PRIORITY_LIMIT / 8; n++)
					counts[n] = 0;
				pass = COUNT;
				goto again;
			}
			if (pass == COUNT) {
				counts[priority / 8]++;
				continue;
			}
			if (list(v, b, bank, i, who))
				continue;
			limit = priority;
			g->spi_banks |= 1u << bank;
		}
	}
	if (pass == COUNT) {
		/* The priorities from here on are those of interrupts that find no room whatever is listed now. */
		for (limit = 0; limit < VGIC_PRIORITY_LIMIT && room; limit += 8)
			room -= counts[limit / 8] < room ? counts[limit / 8] : room;
		pass = LIMITED;
		goto again;
	}
	g->spi_banks &= ~1u;
}

/* Bring the list registers of the loaded vCPU up to date; returns who else must look. */
static vgic_notify flush(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled, control = GIC_CONTROL_ENABLE;
	vgic_notify who = 0;

	if (g->used)
		who = reap(v);
	/* vgic_list_private() lists without the lock: another core may have missed that. */
	if (g->recheck || (g->private.pending & g->private.listed))
		who |= recheck(v);
	list_all(v, groups, &who);
	/* Whatever found no place, or was evicted, is tried again when the list registers run empty. */
	if (g->used == gic_lr_mask && (g->spi_banks || vgic_listable(&g->private, groups)))
		control |= GIC_CONTROL_UNDERFLOW;
	if (control != g->control) {
		g->control = control;
		gic->set_control(control);
	}
	return who & ~(1ull << (v->config->index & 63));
}

void vgic_notify_unlock(struct vcpu *v, vgic_notify who)
{
	struct vcpu *here = cpu_current()->loaded;

	if (here && here->vm == v->vm && (who >> (here->config->index & 63) & 1)) {
		vgic_notify others = flush(here);

		if (cpu_current()->current == here && v->vm->vcpus.count <= 64)
			who &= ~(1ull << here->config->index);
		who |= others;
	}
	spin_unlock(&v->vm_state->vgic_lock);
	for (; who; who &= who - 1)
		for (uint32_t i = (uint32_t)__builtin_ctzll(who); i < v->vm->vcpus.count; i += 64)
			vcpu_kick(vgic_vcpu_at(v->vm, i), VCPU_REQUEST_INTERRUPT);
}

void vgic_flush(struct vcpu *v)
{
	vgic_notify who;

	spin_lock(&v->vm_state->vgic_lock);
	who = flush(v);
	spin_unlock(&v->vm_state->vgic_lock);
	for (; who; who &= who - 1)
		for (uint32_t i = (uint32_t)__builtin_ctzll(who); i < v->vm->vcpus.count; i += 64)
			if (i != v->config->index)
				vcpu_kick(vgic_vcpu_at(v->vm, i), VCPU_REQUEST_INTERRUPT);
}

/* `v` was loaded with interrupts in list registers, or has some for them. */
static void __attribute__((noinline)) resume(struct vcpu *v)
{
	const struct vgic_vcpu *g = &v->vgic;

	for (uint32_t m = g->used; m; m &= m - 1) {
		uint64_t lr = g->lr[__builtin_ctz(m)];

		if ((lr & LR_HW) && LR_PINTID(lr) < 32)
			gic->set_active(LR_PINTID(lr), true);
	}
	vgic_flush(v);
}

/* Its interrupts were taken from the list registers. */
static void __attribute__((noinline)) suspend(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = &g->private;
	vgic_notify who = 0;

	spin_lock(&v->vm_state->vgic_lock);
	for (uint32_t m = g->used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);
		uint64_t lr = g->lr[n];

		if (!(lr & LR_STATE))
			who |= unlist(v, n);
		else if ((lr & LR_HW) && LR_PINTID(lr) < 32)
			gic->set_active(LR_PINTID(lr), false);
	}
	/* A timer that waits for a list register raises its interrupt again when it is loaded. */
	vgic_hardware_release(v, b, 0, b->held);
	who &= ~(1ull << (v->config->index & 63));
	vgic_unlock_notify(v, who);
}

/*
 * Mostly there is nothing to do, and no lock to take: only the core that has `v` loaded lists its interrupts, and who
 * makes another one pending meanwhile kicks this core.
 */
void vgic_load(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	const struct vgic_bank *b = &g->private;

	g->control = GIC_CONTROL_ENABLE;
	gic->load(g);
	g->loaded = 1;
	if (g->used | g->recheck | g->spi_banks | b->pending | b->line | b->active)
		resume(v);
}

void vgic_save(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	gic->save(g);
	g->loaded = 0;
	if (g->used | g->private.held)
		suspend(v);
}

bool vgic_pending(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled;
	bool pending;

	spin_lock(&v->vm_state->vgic_lock);
	pending = vgic_raised(&g->private, groups);
	for (uint32_t m = g->used; m && !pending; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);

		pending = (g->loaded ? gic->read_lr(n) : g->lr[n]) & LR_PENDING;
	}
	for (uint32_t m = g->spi_banks; m && !pending; m &= m - 1) {
		struct vgic_bank *b = vgic_spi_bank(v->vm, (unsigned)__builtin_ctz(m));

		for (uint32_t r = vgic_raised(b, groups); r && !pending; r &= r - 1)
			pending = vgic_target(b, (unsigned)__builtin_ctz(r)) == v->config->index;
	}
	spin_unlock(&v->vm_state->vgic_lock);
	return pending;
}

uint32_t vgic_read_state(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint64_t state,
			 vgic_notify *who)
{
	uint32_t bits = state == LR_PENDING ? b->pending | (b->line & ~b->edge) : b->active;

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
		for (uint32_t used = g->used; used; used &= used - 1) {
			unsigned n = (unsigned)__builtin_ctz(used);

			if (LR_INTID(g->lr[n]) == bank * 32 + i &&
			    ((here ? gic->read_lr(n) : g->lr[n]) & state))
				bits |= 1u << i;
		}
	}
	return bits;
}
