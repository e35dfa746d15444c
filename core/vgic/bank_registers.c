/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers by interrupt that distributor and redistributor have alike (IHI 0069, 12.9 and 12.11; IHI 0048,
 * 4.3). What isn't here reads as zero, and writes to it are ignored.
 */
#include "vgic/bank_registers.h"
#include "vgic/hardware.h"

enum bit_register {
	IGROUPR = 1, /* offset / 0x80 */
	ISENABLER,
	ICENABLER,
	ISPENDR,
	ICPENDR,
	ISACTIVER,
	ICACTIVER,
};

static uint32_t read_bits(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned reg,
			  vgic_notify *notify)
{
	vgic_notify who = 0;
	uint32_t bits;

	switch (reg) {
	case IGROUPR:
		return b->group;
	case ISENABLER:
	case ICENABLER:
		return b->enabled;
	default:
		spin_lock(&v->vm_state->vgic_lock);
		bits = vgic_read_state(v, b, bank, reg <= ICPENDR ? ICH_LR_PENDING : ICH_LR_ACTIVE,
				       &who);
		*notify = vgic_unlock(v, who);
		return bits;
	}
}

static vgic_notify enable(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	uint32_t waiting;

	bits &= ~b->enabled;
	b->enabled |= bits;
	/* One that came while it was off: if it is level-sensitive, the line tells whether it still stands. */
	waiting = b->held & bits & ~b->listed & ~(bank ? b->edge : 0);
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
	uint32_t sgis =
	    !bank && vgic_is_v2() ? 0xffff : 0; /* pending by source, in other registers */

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
		b->pending &= ~bits;
		b->unpend |= bits & b->listed;
		return vgic_changed(v, b, bank, bits & b->listed);
	case ISACTIVER:
		b->active |= bits & ~b->listed;
		return vgic_changed(v, b, bank, bits & ~b->listed);
	default: /* ICACTIVER */
		b->active &= ~bits;
		b->deactivate |= bits & b->listed;
		return vgic_changed(v, b, bank, bits & b->listed);
	}
}

static void access_priority(struct vgic_bank *b, struct mmio_access *a, unsigned first)
{
	if (a->size == 4) {
		if (a->write)
			b->priority_word[first / 4] =
			    (uint32_t)a->value & VGIC_PRIORITY_MASK * 0x01010101u;
		else
			a->value = b->priority_word[first / 4];
	} else if (a->size == 1) {
		if (a->write)
			b->priority[first] = (uint8_t)a->value & VGIC_PRIORITY_MASK;
		else
			a->value = b->priority[first];
	}
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
		access_priority(b, a, offset % 32);
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
		a->value = read_bits(v, b, bank, offset / 0x80, &a->notify);
	}
}
