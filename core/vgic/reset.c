/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/reset.h"
#include "machine/gic.h"
#include "vgic/interrupts.h"

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
	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		uint64_t lr = g->interface.lr[__builtin_ctz(m)];
		uint32_t intid = ICH_LR_VINTID(lr), bit = 1u << intid % 32;
		struct vgic_bank *b = vgic_bank_at(v, intid / 32);

		if (intid < 32)
			continue;
		b->listed &= ~bit;
		b->unpend &= ~bit;
		b->deactivate &= ~bit;
		if ((lr & ICH_LR_HW) && (lr & ICH_LR_ACTIVE))
			gic->set_active(ICH_LR_PINTID(lr), false);
		else if (lr & ICH_LR_HW)
			b->held |= bit;
		if ((lr & ICH_LR_PENDING) && !(lr & ICH_LR_EOI))
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
		vgic_vcpu_at(config, i)->vgic.interface.used = 0;
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
			b->target[irq->virq % 32] =
			    (uint16_t)(vgic_is_v2() ? 1u << (irq->vcpu - config->vcpus.first)
						    : irq->vcpu - config->vcpus.first);
	}
}
