/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the virtual interrupt controller share. All of it: with the VM's vgic_lock held. */
#pragma once
#include "machine/cpu.h"
#include "machine/gic.h"
#include "vgic/vgic.h"

#define VGIC_PRIORITY_MASK  0xf8u
#define VGIC_PRIORITY_LIMIT 0x100u
#define VGIC_SGIS	    16u
#define VGIC_GROUP0	    1u /* bits of vm.vgic_enabled, as in GICD_CTLR */
#define VGIC_GROUP1	    2u

/* A set of a VM's vCPUs whose list registers need attention: bit `index % 64`. */
typedef uint64_t vgic_notify;

static inline bool vgic_is_v2(void)
{
	return manifest->board.gic_version == 2;
}

static inline struct vgic_bank *vgic_spi_bank(const struct manifest_vm *vm, unsigned bank)
{
	return (struct vgic_bank *)(manifest->virq_states +
				    (uint64_t)vm->virq_first * sizeof(struct vgic_spi)) +
	       bank - 1;
}

/* Bank 0 is that of `v`, the others of its VM. NULL: the VM has no such interrupts. */
static inline struct vgic_bank *vgic_bank_at(struct vcpu *v, unsigned bank)
{
	if (!bank)
		return &v->vgic.private;
	return bank <= v->vm->spi_count / VGIC_BANK_INTERRUPTS ? vgic_spi_bank(v->vm, bank) : NULL;
}

static inline struct vcpu *vgic_vcpu_at(const struct manifest_vm *vm, uint32_t index)
{
	return vcpu_state(vm->vcpus.first + index);
}

/* Index of the vCPU that SPI `i` of `b` goes to, or VGIC_NO_VCPU. GICv2: the first of several (1 of N). */
static inline uint32_t vgic_target(const struct vgic_bank *b, unsigned i)
{
	if (!vgic_is_v2())
		return b->target[i];
	return b->target[i] ? (uint32_t)__builtin_ctz(b->target[i]) : VGIC_NO_VCPU;
}

static inline uint32_t vgic_group_mask(const struct vgic_bank *b, uint32_t groups)
{
	return (groups & VGIC_GROUP1 ? b->group : 0) | (groups & VGIC_GROUP0 ? ~b->group : 0);
}

/* Interrupts that could be signalled now. */
static inline uint32_t vgic_raised(const struct vgic_bank *b, uint32_t groups)
{
	return (b->pending | (b->line & ~b->edge)) & b->enabled & vgic_group_mask(b, groups) &
	       ~b->listed;
}

/* Interrupts that a list register should hold, and none does. */
static inline uint32_t vgic_listable(const struct vgic_bank *b, uint32_t groups)
{
	return vgic_raised(b, groups) | (b->active & ~b->listed);
}

/* Something about the interrupts `bits` changed: returns who must look. `v` owns bank 0. */
vgic_notify vgic_note(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits);
static inline vgic_notify vgic_changed(struct vcpu *v, struct vgic_bank *b, unsigned bank,
				       uint32_t bits)
{
	bits &= vgic_listable(b, v->vm_state->vgic_enabled) | b->listed;
	return bits ? vgic_note(v, b, bank, bits) : 0;
}
/* All that is pending for any vCPU of the VM must be looked at again. */
vgic_notify vgic_changed_all(struct vcpu *v);
/* Make them look, and give the lock back. `v`: any vCPU of the VM. */
void vgic_notify_unlock(struct vcpu *v, vgic_notify who);
static inline void vgic_unlock_notify(struct vcpu *v, vgic_notify who)
{
	if (who)
		vgic_notify_unlock(v, who);
	else
		spin_unlock(&v->vm_state->vgic_lock);
}
/*
 * The common case: private interrupt `i` becomes pending for `v`, which is loaded on this core, and has its former
 * list register or finds a free one. `link`: LR_HW and the physical interrupt, which then was deactivated, so its former
 * list register is free; or else the source of the SGI. False: nothing was done. Needs no lock: only this core changes
 * what is listed here, and nothing else is written.
 */
static inline bool vgic_list_private(struct vcpu *v, unsigned i, uint64_t link)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = &g->private;
	uint64_t group = b->group >> i & 1;
	unsigned n = b->holder[i];

	if (!(b->enabled >> i & 1) || !(v->vm_state->vgic_enabled >> group & 1))
		return false;
	if (!(b->listed >> i & 1)) {
		uint32_t free = gic_lr_mask & ~g->used;

		if (!free)
			return false;
		n = (unsigned)__builtin_ctz(free);
		b->holder[i] = (uint16_t)n;
		b->listed |= 1u << i;
		g->used |= 1u << n;
	} else if (!(link & LR_HW) && !(gic->finished() >> n & 1)) {
		return false;
	}
	link |= LR_PENDING | group * LR_GROUP1 | (uint64_t)b->priority[i] << LR_PRIORITY_SHIFT | i;
	g->lr[n] = link;
	gic->write_lr(n, link);
	return true;
}
/* Which interrupts of the bank have `state` (LR_PENDING or LR_ACTIVE). */
uint32_t vgic_read_state(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint64_t state,
			 vgic_notify *who);

/* Physical side of the SPIs `bits` of `b`: on and routed to its target, or off. */
void vgic_hardware_enable(struct vcpu *v, struct vgic_bank *b, uint32_t bits);
void vgic_hardware_disable(struct vgic_bank *b, uint32_t bits);
/* The interrupts `bits` are acknowledged and wait: give them back to the physical controller. Bank 0 is that of `v`. */
void vgic_hardware_release(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits);

/*
 * Registers that distributor (`offset` in it) and redistributor (in its SGI frame) have alike, 0x080 to 0x7ff and
 * GICD_ICFGR: of banks `lowest` to `highest`.
 */
void vgic_bank_access(struct vcpu *v, struct mmio_access *a, uint32_t offset, unsigned lowest,
		      unsigned highest);
void vgic_redist_access(struct vcpu *v, struct mmio_access *a, uint64_t offset);
/* GICv2: GICD_SGIR, and the pending SGIs by source. */
void vgic_sgir(struct vcpu *v, uint32_t value);
void vgic_sgi_pending_access(struct vcpu *v, struct mmio_access *a, uint32_t offset);
/* Affinity fields of `v` as in IROUTER. */
static inline uint64_t vgic_affinity(const struct vcpu *v)
{
	return v->config->vmpidr_el2 & 0xff00ffffffull;
}
