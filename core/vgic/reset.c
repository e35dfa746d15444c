/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/reset.h"
#include <stddef.h>
#include "machine/gic.h"
#include "vgic/interrupts.h"
#include "vgic/spill.h"

static void clear(void *object, unsigned size)
{
	for (unsigned i = 0; i < size / sizeof(uint64_t); i++)
		((uint64_t *)object)[i] = 0;
}

/* Take back SPIs that `v` held: they are pending again, and no longer active. */
static void give_back(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	for (uint32_t m = g->interface.used; m; m &= m - 1) {
		uint64_t lr = g->interface.lr[__builtin_ctz(m)];
		uint32_t intid = ICH_LR_VINTID(lr), bit = 1u << intid % 32;
		struct vgic_bank *b = vgic_bank_at(v, intid / 32);

		if (intid < 32)
			continue;
		if ((lr & ICH_LR_HW) && (lr & ICH_LR_ACTIVE))
			gic->set_active(ICH_LR_PINTID(lr), false);
		else if (lr & ICH_LR_HW)
			b->held |= bit;
		if ((lr & ICH_LR_PENDING) && (b->latched & bit))
			b->pending |= bit;
		b->listed &= ~bit;
		b->latched &= ~bit;
		b->unpend &= ~bit;
		b->deactivate &= ~bit;
	}
	for (uint32_t m = g->spilled_levels; m; m &= m - 1) {
		uint32_t intid = g->spilled[__builtin_ctz(m)];

		if (intid >= 32)
			vgic_deactivate(vgic_bank_at(v, intid / 32), 1u << intid % 32);
	}
}

void vgic_vcpu_reset(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	spin_lock(&v->vm_state->vgic_lock);
	give_back(v);
	clear(g, offsetof(struct vgic_vcpu, targeted));
	g->private.edge = 0xffff;
	g->private.enabled = vgic_is_v2() ? 0xffff : 0; /* SGIs always are */
	g->asleep = 1;
	vgic_rescan_later(g);
	spin_unlock(&v->vm_state->vgic_lock);
}

/* After this, no interrupt is pending for the VM's vCPUs, even if one of them is loaded between the steps. */
static void reset_interfaces(const struct manifest_vm *config, struct vm *vm)
{
	vm->vgic_enabled = 0;
	for (uint32_t i = 0; i < config->vcpus.count; i++) {
		vgic_vcpu_at(config, i)->vgic.interface.used = 0;
		vgic_vcpu_at(config, i)->vgic.spilled_levels = 0;
	}
}

/* Reset bank `n`: all its interrupts target vCPU 0. */
static void reset_bank(const struct manifest_vm *config, uint32_t n)
{
	struct vgic_bank *b = vgic_spi_bank(config, n);

	clear(b, sizeof(*b));
	for (uint32_t i = 0; i < config->vcpus.count; i++)
		vgic_vcpu_at(config, i)->vgic.targeted[n] = i ? 0 : ~0u;
	for (unsigned i = 0; vgic_is_v2() && i < VGIC_BANK_INTERRUPTS; i++)
		b->target[i] = 1;
}

/* Silence a physical interrupt; its bank, which has been reset, notes it and its owner. */
static void wire(const struct manifest_vm *config, uint32_t intid)
{
	const struct manifest_irq *irq = &manifest->irqs[intid];
	uint32_t target = irq->vcpu - config->vcpus.first, n = irq->virq / 32u, i = irq->virq % 32;
	struct vgic_bank *b = vgic_spi_bank(config, n);

	gic_disable(intid);
	gic->set_active(intid, false);
	gic_clear_pending(intid);
	if (!n || n > config->spi_count / VGIC_BANK_INTERRUPTS)
		return;
	b->held &= ~(1u << i); /* the interrupt may have come since the bank's reset */
	b->hardware |= 1u << i;
	b->intid[i] = (uint16_t)intid;
	if (target < config->vcpus.count)
		vgic_set_target(config, b, n, i, (uint16_t)(vgic_is_v2() ? 1u << target : target));
}

/* The steps: all interfaces; then one bank each; then one physical interrupt each. */
bool vgic_vm_reset_step(const struct manifest_vm *config, struct vm *vm)
{
	uint32_t step = vm->reset_step++, irqs = config->hw_irqs.count;
	uint32_t banks = config->spi_count / VGIC_BANK_INTERRUPTS;

	if (!step)
		reset_interfaces(config, vm);
	else if (step <= banks)
		reset_bank(config, step);
	else if (step <= banks + irqs)
		wire(config, manifest->irq_refs[config->hw_irqs.first + step - banks - 1]);
	else
		vm->reset_step = 0;
	return vm->reset_step != 0;
}
