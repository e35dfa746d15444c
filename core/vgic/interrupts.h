/* SPDX-License-Identifier: BSD-3-Clause */
/* The interrupts of a VM, in banks of 32. All functions need the VM's vgic_lock. */
#pragma once
#include <arm/mpidr.h>
#include "vcpu/vcpu.h"

#define VGIC_PRIORITY_MASK  0xf8u
#define VGIC_PRIORITY_SHIFT 3 /* the lower three bits of a priority aren't implemented */

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

/* Index of the vCPU that SPI `i` of `b` targets, or VGIC_NO_VCPU. GICv2: the first of several targets (1 of N). */
static inline uint32_t vgic_target(const struct vgic_bank *b, unsigned i)
{
	if (!vgic_is_v2())
		return b->target[i];
	return b->target[i] ? (uint32_t)__builtin_ctz(b->target[i]) : VGIC_NO_VCPU;
}

/* Make SPI `i` of bank `number` target `target`, in the form of vgic_bank.target. */
static inline void vgic_set_target(const struct manifest_vm *vm, struct vgic_bank *b,
				   unsigned number, unsigned i, uint16_t target)
{
	uint32_t index = vgic_target(b, i);

	if (index < vm->vcpus.count)
		vgic_vcpu_at(vm, index)->vgic.targeted[number] &= ~(1u << i);
	b->target[i] = target;
	index = vgic_target(b, i);
	if (index < vm->vcpus.count)
		vgic_vcpu_at(vm, index)->vgic.targeted[number] |= 1u << i;
}

static inline uint32_t vgic_group_mask(const struct vgic_bank *b, uint32_t groups)
{
	return (groups & GICD_CTLR_GROUP1 ? b->group : 0) |
	       (groups & GICD_CTLR_GROUP0 ? ~b->group : 0);
}

/* Interrupts that could be signalled now and that no list register holds. */
static inline uint32_t vgic_raised(const struct vgic_bank *b, uint32_t groups)
{
	return (b->pending | b->held | (b->line & ~b->edge)) & b->enabled &
	       vgic_group_mask(b, groups) & ~(b->active | b->listed);
}

/* Affinity fields of `v` as in IROUTER. */
static inline uint64_t vgic_affinity(const struct vcpu *v)
{
	return v->config->vmpidr_el2 & MPIDR_AFFINITY_MASK;
}
