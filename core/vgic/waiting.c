/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each vCPU has a note of the priorities and banks at which an interrupt may wait for it. So the most urgent of a
 * thousand interrupts is found as fast as a single one. A note is removed when its bank is found empty.
 */
#include "vgic/waiting.h"
#include "machine/sysreg.h"

#define BYTES(value) ((value)*0x0101010101010101ull) /* the same in each byte */

/* Interrupts of `b` whose priority is `level`, of VGIC_LEVELS. Only bits that are also in `among` count. */
static uint32_t at_level(const struct vgic_bank *b, uint32_t among, unsigned level)
{
	uint32_t found = 0;

	if (!(among & (among - 1))) /* one, most often */
		return b->priority[__builtin_ctz(among)] >> VGIC_PRIORITY_SHIFT == level ? among
											 : 0;

	for (unsigned n = 0; n < VGIC_BANK_INTERRUPTS / 8; n++) {
		/* A byte of `other` is 0 if the priority is this one; adding 0x7f sets bit 7 of any other byte. */
		uint64_t other = b->priority_doubleword[n] >> VGIC_PRIORITY_SHIFT ^ BYTES(level);
		uint64_t equal = ~(other + BYTES(0x7full)) >> 7 & BYTES(1ull);

		/* Bit 0 of byte k becomes bit 56 + k. */
		found |= (uint32_t)(equal * 0x0102040810204080ull >> 56) << 8 * n;
	}
	return found;
}

static void mark(struct vgic_vcpu *g, unsigned bank, unsigned priority)
{
	unsigned level = priority >> VGIC_PRIORITY_SHIFT;

	g->waiting[level] |= 1u << bank;
	g->levels |= 1u << level;
	g->direct = 0;
}

vgic_notify vgic_note(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	vgic_notify who = 0;

	dmb(ish); /* a priority may change at this moment, without the lock: see write_priorities() */
	for (; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);
		bool listed = b->listed >> i & 1;
		struct vcpu *to = v;

		if (bank) {
			uint32_t index = listed ? b->holder[i] : vgic_target(b, i);

			if (index >= v->vm->vcpus.count)
				continue;
			to = vgic_vcpu_at(v->vm, index);
		}
		if (listed)
			to->vgic.work |= VGIC_WORK_LISTED;
		else
			mark(&to->vgic, bank, b->priority[i]);
		who |= vgic_notify_one(to);
	}
	return who;
}

vgic_notify vgic_changed_all(struct vcpu *v)
{
	vgic_notify who = 0;

	for (uint32_t i = 0; i < v->vm->vcpus.count; i++) {
		vgic_rescan_later(&vgic_vcpu_at(v->vm, i)->vgic);
		who |= (vgic_notify)1 << i;
	}
	return who;
}

void vgic_rescan(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled, banks = vgic_raised(&g->private, groups) != 0;

	for (unsigned bank = 1; bank <= v->vm->spi_count / VGIC_BANK_INTERRUPTS; bank++)
		if (vgic_raised(vgic_spi_bank(v->vm, bank), groups) & g->targeted[bank])
			banks |= 1u << bank;
	for (unsigned level = 0; banks && level < VGIC_LEVELS; level++)
		g->waiting[level] |= banks;
}

bool vgic_next_waiting(struct vcpu *v, struct vgic_waiting *w)
{
	struct vgic_vcpu *g = &v->vgic;
	uint32_t groups = v->vm_state->vgic_enabled;

	while (g->levels && w->steps) {
		unsigned level = (unsigned)__builtin_ctz(g->levels), bank;
		uint32_t ready;

		if (!g->waiting[level]) {
			g->levels &= g->levels - 1;
			continue;
		}
		w->steps--;
		bank = (unsigned)__builtin_ctz(g->waiting[level]);
		w->bank = bank ? vgic_spi_bank(v->vm, bank) : &g->private;
		ready = vgic_raised(w->bank, groups) & (bank ? g->targeted[bank] : ~0u);
		if (ready)
			ready &= at_level(w->bank, ready, level);
		if (ready) {
			w->number = bank;
			w->i = (unsigned)__builtin_ctz(ready);
			return true;
		}
		g->waiting[level] &= g->waiting[level] - 1;
	}
	return false;
}
