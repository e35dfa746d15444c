/* SPDX-License-Identifier: BSD-3-Clause */
#include "manifest_arrays.h"

/*
 * The doorbell towards end `to` of a channel. A channel without doorbells has an entry, too, so that indexes are those of
 * channels.
 */
static struct manifest_virq doorbell(const struct system *system, const struct channel *c, int to)
{
	const struct vm *peer = &system->vms.items[c->vm[to]];

	if (!c->doorbells)
		return (struct manifest_virq){.vm = BULKHEAD_NONE,
					      .min_interval_us = c->min_interval_us};
	if (vm_is_extension(peer))
		return (struct manifest_virq){peer->id, MANIFEST_VIRQ_NOTIFY,
					      peer->first_activation, c->min_interval_us};
	return (struct manifest_virq){peer->id, c->virq[to], peer->first_vcpu, c->min_interval_us};
}

void manifest_add_virqs(const struct system *system, const struct vm *vm, struct manifest_vm *entry,
			struct manifest_arrays *a)
{
	entry->channels.first = (uint32_t)a->virqs.count;
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		for (int n = 0; n < 2; n++)
			if (c->vm[n] == vm->id)
				*LIST_ADD(&a->virqs) = doorbell(system, c, !n);
	}
	entry->channels.count = (uint32_t)a->virqs.count - entry->channels.first;
	entry->inject.first = (uint32_t)a->virqs.count;
	for (size_t i = 0; i < vm->injects.count; i++)
		*LIST_ADD(&a->virqs) = (struct manifest_virq){
		    vm->injects.items[i].vm, vm->injects.items[i].interrupt,
		    system->vms.items[vm->injects.items[i].vm].first_vcpu, 0};
	entry->inject.count = (uint32_t)a->virqs.count - entry->inject.first;
}

static void own_irq(const struct vm *vm, struct manifest_arrays *a, uint32_t intid, bool level)
{
	*LIST_ADD(&a->irq_refs) = intid;
	if (intid < a->irqs.count)
		a->irqs.items[intid] = (struct manifest_irq){vm->first_vcpu, (uint16_t)intid,
							     level ? MANIFEST_IRQ_LEVEL : 0, 0};
}

void manifest_add_irqs(const struct vm *vm, struct manifest_vm *entry, struct manifest_arrays *a)
{
	entry->hw_irqs.first = (uint32_t)a->irq_refs.count;
	for (size_t i = 0; i < vm->owned.count; i++)
		for (size_t n = 0; n < vm->owned.items[i].interrupts.count; n++)
			own_irq(vm, a, vm->owned.items[i].interrupts.items[n],
				n >= 32 || !(vm->owned.items[i].edges >> n & 1));
	for (size_t i = 0; i < vm->interrupts.count; i++)
		own_irq(vm, a, vm->interrupts.items[i], true);
	entry->hw_irqs.count = (uint32_t)a->irq_refs.count - entry->hw_irqs.first;
}

void manifest_add_events(const struct system *system, struct manifest_arrays *a)
{
	a->events.first = (uint32_t)a->virqs.count;
	for (size_t i = 0; i < system->vms.count; i++) {
		const struct vm *vm = &system->vms.items[i];

		if (vm->events)
			*LIST_ADD(&a->virqs) =
			    (struct manifest_virq){vm->id, vm->events, vm->first_vcpu, 0};
	}
	a->events.count = (uint32_t)a->virqs.count - a->events.first;
}

void manifest_add_broadcasts(const struct system *system, struct manifest_arrays *a)
{
	a->broadcasts = (struct manifest_slice){(uint32_t)a->irq_refs.count,
						(uint32_t)system->broadcasts.count};
	for (size_t i = 0; i < system->broadcasts.count; i++) {
		const struct broadcast *b = &system->broadcasts.items[i];

		*LIST_ADD(&a->irq_refs) = b->interrupt;
		if (b->interrupt < a->irqs.count)
			a->irqs.items[b->interrupt] =
			    (struct manifest_irq){(uint32_t)a->virqs.count, (uint16_t)b->vms.count,
						  MANIFEST_IRQ_BROADCAST, 0};
		for (size_t n = 0; n < b->vms.count; n++)
			*LIST_ADD(&a->virqs) = (struct manifest_virq){
			    b->vms.items[n], b->virqs.items[n],
			    system->vms.items[b->vms.items[n]].first_vcpu, b->min_interval_us};
	}
}
