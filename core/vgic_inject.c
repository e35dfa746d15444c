/* SPDX-License-Identifier: BSD-3-Clause */
/* Where virtual interrupts come from, the physical side of those that a VM owns, and reset. */
#include "vgic_internal.h"

void vgic_inject(struct vcpu *v, uint32_t virq, enum vgic_level level)
{
	struct vgic_bank *b = vgic_bank_at(v, virq / 32);
	uint32_t bit = 1u << virq % 32;

	if (!b)
		return;
	spin_lock(&v->vm_state->vgic_lock);
	if (level == VGIC_PULSE || (level && (b->edge & bit)))
		b->pending |= bit;
	else
		b->line = level ? b->line | bit : b->line & ~bit;
	vgic_unlock_notify(v, vgic_changed(v, b, virq / 32, bit));
}

void vgic_inject_hw(struct vcpu *v, uint32_t virq, uint32_t intid)
{
	struct vgic_bank *b = vgic_bank_at(v, virq / 32);
	uint32_t bit = 1u << virq % 32;

	if (!b) {
		gic->deactivate(intid);
		return;
	}
	spin_lock(&v->vm_state->vgic_lock);
	b->intid[virq % 32] = (uint16_t)intid;
	b->held |= bit;
	b->pending |= bit;
	vgic_unlock_notify(v, vgic_changed(v, b, virq / 32, bit));
}

void vgic_inject_timer(struct vcpu *v, uint32_t intid)
{
	if (!vgic_list_private(v, intid, LR_HW | (uint64_t)intid << LR_PINTID_SHIFT))
		vgic_inject_hw(v, intid, intid);
}

void vgic_hardware_enable(struct vcpu *v, struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);
		uint32_t target = vgic_target(b, i);

		if (target < v->vm->vcpus.count)
			gic->enable(b->intid[i], vgic_vcpu_at(v->vm, target)->config->cpu);
		else
			gic->disable(b->intid[i]);
	}
}

void vgic_hardware_disable(struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1)
		gic->disable(b->intid[__builtin_ctz(bits)]);
}

void vgic_hardware_release(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	/* A PPI of another core is beyond reach. */
	if (!bank && v != cpu_current()->loaded)
		return;
	b->held &= ~bits;
	b->pending &= ~bits;
	for (; bits; bits &= bits - 1)
		gic->set_active(b->intid[__builtin_ctz(bits)], false);
}

static void clear(void *object, unsigned size)
{
	for (unsigned i = 0; i < size / sizeof(uint32_t); i++)
		((uint32_t *)object)[i] = 0;
}

void vgic_vcpu_reset(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	spin_lock(&v->vm_state->vgic_lock);
	/* SPIs that were on their way to it: pending again, no longer active. */
	for (uint32_t m = g->used; m; m &= m - 1) {
		uint64_t lr = g->lr[__builtin_ctz(m)];
		uint32_t intid = LR_INTID(lr), bit = 1u << intid % 32;
		struct vgic_bank *b = vgic_bank_at(v, intid / 32);

		if (intid < 32)
			continue;
		b->listed &= ~bit;
		b->unpend &= ~bit;
		b->deactivate &= ~bit;
		if ((lr & LR_HW) && (lr & LR_ACTIVE))
			gic->set_active(LR_PINTID(lr), false);
		else if (lr & LR_HW)
			b->held |= bit;
		if ((lr & LR_PENDING) && !(lr & LR_EOI))
			b->pending |= bit;
	}
	clear(g, sizeof(*g));
	g->private.edge = 0xffff;
	g->private.enabled = vgic_is_v2() ? 0xffff : 0; /* SGIs always are */
	g->asleep = 1;
	g->spi_banks = (uint32_t)((2ull << v->vm->spi_count / VGIC_BANK_INTERRUPTS) - 2);
	spin_unlock(&v->vm_state->vgic_lock);
}

void vgic_vm_reset(const struct manifest_vm *config, struct vm *vm)
{
	uint32_t banks = config->spi_count / VGIC_BANK_INTERRUPTS;
	uint16_t first = vgic_is_v2() ? 1 : 0; /* vCPU 0 */

	vm->vgic_enabled = 0;
	for (uint32_t i = 0; i < config->vcpus.count; i++)
		vgic_vcpu_at(config, i)->vgic.used = 0;
	for (uint32_t n = 1; n <= banks; n++) {
		struct vgic_bank *b = vgic_spi_bank(config, n);

		clear(b, sizeof(*b));
		for (unsigned i = 0; first && i < VGIC_BANK_INTERRUPTS; i++)
			b->target[i] = first;
	}
	for (uint32_t i = 0; i < config->hw_irqs.count; i++) {
		uint32_t intid = manifest->irq_refs[config->hw_irqs.first + i];
		const struct manifest_irq *irq = &manifest->irqs[intid];
		struct vgic_bank *b;

		gic->disable(intid);
		gic->set_active(intid, false);
		gic->clear_pending(intid);
		if (irq->virq < 32 || irq->virq / 32u > banks)
			continue;
		b = vgic_spi_bank(config, irq->virq / 32u);
		b->hardware |= 1u << irq->virq % 32;
		b->intid[irq->virq % 32] = (uint16_t)intid;
		if (irq->vcpu - config->vcpus.first < config->vcpus.count)
			b->target[irq->virq % 32] = (uint16_t)(vgic_is_v2() ?
				1u << (irq->vcpu - config->vcpus.first) : irq->vcpu - config->vcpus.first);
	}
}
