/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers by interrupt that distributor and redistributor both have (IHI 0069, 12.9 and 12.11; IHI 0048, 4.3). Other
 * offsets read as zero and ignore writes.
 */
#include "vgic/bank_registers.h"
#include "machine/sysreg.h"
#include "vgic/hardware.h"
#include "vgic/spill.h"

enum bit_register {
	IGROUPR = 1, /* offset / 0x80 */
	ISENABLER,
	ICENABLER,
	ISPENDR,
	ICPENDR,
	ISACTIVER,
	ICACTIVER,
};

/*
 * The state of interrupts in other cores' list registers is known after these cores have looked. The accessing vCPU
 * `self` waits for that: it tries the access again, and takes no interrupt until the access has succeeded. True: the
 * banks and vgic_vcpu.interface are up to date.
 */
static bool state_is_known(struct vcpu *self, struct vcpu *v, const struct vgic_bank *b,
			   unsigned bank, vgic_notify *who)
{
	bool asked = self->vgic.asked;

	self->vgic.asked = 0;
	for (uint32_t m = b->listed; m; m &= m - 1) {
		struct vcpu *holder = bank ? vgic_vcpu_at(v->vm, b->holder[__builtin_ctz(m)]) : v;
		struct vgic_vcpu *g = &holder->vgic;

		if (holder == self || !g->loaded || (asked && !(g->work & VGIC_WORK_LISTED)))
			continue;
		g->work |= VGIC_WORK_LISTED;
		*who |= asked ? 0 : vgic_notify_one(holder);
		self->vgic.asked = 1;
	}
	self->vgic.work |= VGIC_WORK_LISTED;
	*who |= vgic_update_lrs(self);
	if (!self->vgic.asked)
		return true;
	self->vgic.interface.hcr = 0;
	gic->set_hcr(0);
	return false;
}

static void read_state(struct vcpu *v, struct vgic_bank *b, unsigned bank, bool pending,
		       struct mmio_access *a)
{
	struct vcpu *self = cpu_current()->loaded;
	vgic_notify who = 0;

	spin_lock(&v->vm_state->vgic_lock);
	if (b->held)
		vgic_hardware_drop(v, b, bank);
	if ((b->listed || self->vgic.asked) && !state_is_known(self, v, b, bank, &who))
		a->retry = true;
	else
		a->value = pending ? vgic_read_pending(v, b, bank) : vgic_read_active(v, b, bank);
	a->notify = vgic_unlock(v, who);
}

static void read_bits(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned reg,
		      struct mmio_access *a)
{
	if (reg == IGROUPR)
		a->value = b->group;
	else if (reg <= ICENABLER)
		a->value = b->enabled;
	else
		read_state(v, b, bank, reg <= ICPENDR, a);
}

static vgic_notify enable(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	uint32_t waiting;

	bits &= ~b->enabled;
	b->enabled |= bits;
	/* Interrupts that came while they were disabled. If one is level-sensitive, its line tells whether it is still pending. */
	waiting = b->held & bits & ~(bank ? b->edge : 0);
	if (waiting)
		vgic_hardware_release(v, b, bank, waiting);
	if (b->hardware & bits)
		vgic_hardware_enable(v, b, bits);
	return vgic_changed(v, b, bank, bits);
}

static vgic_notify disable(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	if (!bank && vgic_is_v2())
		bits &= ~0xffffu; /* SGIs stay enabled */
	bits &= b->enabled;
	b->enabled &= ~bits;
	if (b->hardware & bits)
		vgic_hardware_disable(b, bits);
	return vgic_changed(v, b, bank, bits & b->listed);
}

static vgic_notify write_bits(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned reg,
			      uint32_t bits)
{
	/* On a GICv2, SGIs are pending by source, in other registers. */
	uint32_t sgis = !bank && vgic_is_v2() ? 0xffff : 0;

	/* 1020 to 1023 aren't interrupts, and no list register may hold them (IHI 0069, 2.2.1 and ICH_LR<n>_EL2). */
	if (bank == GIC_SPECIAL / 32)
		bits &= (1u << GIC_SPECIAL % 32) - 1;
	if (!bank)
		v->vgic.direct = 0; /* until the vCPU's core looks */
	switch (reg) {
	case IGROUPR:
		sgis = b->group ^ bits;
		b->group = bits;
		return vgic_changed(v, b, bank, sgis);
	case ISENABLER:
		return enable(v, b, bank, bits);
	case ICENABLER:
		return disable(v, b, bank, bits);
	case ISPENDR:
		b->pending |= bits & ~sgis;
		return vgic_changed(v, b, bank, bits & ~sgis);
	case ICPENDR:
		bits &= ~sgis;
		vgic_hardware_release(v, b, bank, b->held & bits);
		vgic_hardware_clear(b, bits);
		b->pending &= ~bits;
		b->unpend |= bits & b->listed;
		return vgic_changed(v, b, bank, bits & b->listed);
	case ISACTIVER:
		b->active |= bits;
		return vgic_changed(v, b, bank, bits & b->listed);
	default: /* ICACTIVER */
		b->deactivate |= bits & b->listed;
		vgic_deactivate(b, bits);
		return vgic_changed(v, b, bank, bits);
	}
}

/* The priorities of interrupts `bits`, which wait or are listed, have changed. */
static vgic_notify note_priorities(struct vcpu *v, struct vgic_bank *b, unsigned bank,
				   uint32_t bits)
{
	spin_lock(&v->vm_state->vgic_lock);
	return vgic_unlock(v, vgic_changed(v, b, bank, bits));
}

/*
 * Write priorities without the lock as long as none of the interrupts waits: a core that makes one wait in the meantime
 * reads its priority afterwards (vgic_note()).
 */
static void write_priorities(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned first,
			     struct mmio_access *a)
{
	uint8_t *priority = &b->priority[first];
	uint32_t bits = 1u << first;

	if (a->size == 4) {
		/* Written as priority_word[first / 4], this would take one instruction more. */
		*(uint32_t *)(void *)priority =
		    (uint32_t)a->value & VGIC_PRIORITY_MASK * 0x01010101u;
		bits *= 15;
	} else {
		*priority = (uint8_t)a->value & VGIC_PRIORITY_MASK;
	}
	dmb(ish);
	if ((b->pending | b->line | b->listed | b->held) & bits)
		a->notify = note_priorities(v, b, bank, bits);
}

static void access_priority(struct vcpu *v, struct vgic_bank *b, struct mmio_access *a,
			    unsigned bank, unsigned first)
{
	if (a->size & ~5u) /* a word or a byte */
		return;
	if (a->write)
		write_priorities(v, b, bank, first, a);
	else
		a->value = a->size == 4 ? b->priority_word[first / 4] : b->priority[first];
}

/* Two bits an interrupt, of which the upper one says that it is edge-triggered. SGIs always are. */
static void __attribute__((cold))
access_config(struct vcpu *v, struct vgic_bank *b, struct mmio_access *a, unsigned bank,
	      unsigned first)
{
	uint32_t edge = 0, spread = 0;

	if (!a->write) {
		for (unsigned i = 0; i < 16; i++)
			spread |= (b->edge >> (first + i) & 1) << (2 * i + 1);
		a->value = spread;
		return;
	}
	if (!bank && !first)
		return;
	for (unsigned i = 0; i < 16; i++)
		edge |= (uint32_t)(a->value >> (2 * i + 1) & 1) << (first + i);
	spin_lock(&v->vm_state->vgic_lock);
	b->edge = (b->edge & ~(0xffffu << first)) | edge;
	a->notify = vgic_unlock(v, vgic_changed(v, b, bank, 0xffffu << first));
}

void vgic_bank_access(struct vcpu *v, struct mmio_access *a, uint32_t offset, unsigned lowest,
		      unsigned highest)
{
	struct vgic_bank *b;
	unsigned bank = offset < GICD_IPRIORITYR(0) ? offset / 4 % 32
			: offset < GICD_ICFGR(0)    ? offset / 32 % 32
						    : offset / 8 % 32;

	if (bank < lowest || bank > highest)
		return;
	b = bank ? vgic_spi_bank(v->vm, bank) : &v->vgic.private;
	if (offset >= GICD_IPRIORITYR(0) && offset < GICD_ICFGR(0)) {
		access_priority(v, b, a, bank, offset % 32);
	} else if (a->size != 4) {
		return;
	} else if (offset >= GICD_ICFGR(0)) {
		access_config(v, b, a, bank, offset / 4 % 2 * 16);
	} else if (a->write) {
		if (offset / 0x80 == ISENABLER && !(a->value & ~b->enabled))
			return;
		spin_lock(&v->vm_state->vgic_lock);
		a->notify =
		    vgic_unlock(v, write_bits(v, b, bank, offset / 0x80, (uint32_t)a->value));
	} else {
		read_bits(v, b, bank, offset / 0x80, a);
	}
}
