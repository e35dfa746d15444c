/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutations of the manifest and of the core's header: ownership, routes, time. */
#include <stddef.h>
#include <bulkhead/armv8.h>
#include "mutate.h"

/* Interrupts. */
static bool double_interrupt(struct mutant *m)
{
	const struct manifest_vm *owner, *other;
	uint32_t tries = 0;

	do
		owner = any_vm(m);
	while (!owner->hw_irqs.count && ++tries < 1000);
	do
		other = any_vm(m);
	while (other == owner && ++tries < 2000);
	if (!owner->hw_irqs.count || other == owner)
		return false;
	mutant_poke(m, mutant_manifest_offset(m, &other->hw_irqs), owner->hw_irqs.first, 4);
	mutant_poke(m, mutant_manifest_offset(m, &other->hw_irqs) + 4, 1, 4);
	return true;
}
static const struct manifest_irq *owned_interrupt(struct mutant *m)
{
	uint32_t count = m->system.manifest->board.irq_count, start = mutant_random(m, count);

	for (uint32_t i = 0; i < count; i++) {
		const struct manifest_irq *irq = &m->system.irqs[(start + i) % count];

		if (irq->vcpu != BULKHEAD_NONE && !(irq->flags & MANIFEST_IRQ_BROADCAST))
			return irq;
	}
	return NULL;
}
static bool steal_interrupt(struct mutant *m)
{
	const struct manifest_irq *irq = owned_interrupt(m);
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	if (!irq || vcpu->vm == m->system.vcpus[irq->vcpu].vm)
		return false;
	POKE(m, irq, vcpu, vcpu - m->system.vcpus);
	return true;
}
static bool interrupt_number(struct mutant *m)
{
	const struct manifest_irq *irq = owned_interrupt(m);

	if (irq)
		POKE(m, irq, virq, mutant_random(m, 2) ? 27 : 1019);
	return irq;
}
static bool own_ppi(struct mutant *m)
{
	const struct manifest_irq *irq = &m->system.irqs[m->system.manifest->board.timer_ppi];

	POKE(m, irq, vcpu, 0);
	POKE(m, irq, virq, 40);
	return true;
}
static bool doorbell_target(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);
	const struct manifest_virq *virq;

	if (!vm->channels.count)
		return false;
	virq = &m->system.virqs[vm->channels.first];
	if (mutant_random(m, 2))
		POKE(m, virq, vm, virq->vm + 1);
	else
		POKE(m, virq, virq, 1000);
	return true;
}

/* Routes. */
static bool route_to_client(struct mutant *m)
{
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);

	if (route)
		POKE(m, route, extension, vm - m->system.vms);
	return route;
}
static bool route_to_nowhere(struct mutant *m)
{
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);

	if (route)
		POKE(m, route, extension, m->system.manifest->vm_count + mutant_random(m, 100));
	return route;
}
static bool route_cycle(struct mutant *m)
{
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);

	if (!route)
		return false;
	mutant_poke(m, mutant_manifest_offset(m, &extension->calls), route - m->system.routes, 4);
	mutant_poke(m, mutant_manifest_offset(m, &extension->calls) + 4, 1, 4);
	return true;
}
static bool route_field(struct mutant *m)
{
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);

	if (!route)
		return false;
	switch (mutant_random(m, 5)) {
	case 0:
		POKE(m, route, budget_us, 0);
		break;
	case 1:
		POKE(m, route, results, 31);
		break;
	case 2:
		POKE(m, route, activation, route->activation + 1000000);
		break;
	case 3:
		POKE(m, route, first, route->last + 1);
		break;
	default:
		POKE(m, route, reserved[0], 1);
	}
	return true;
}
static bool route_over_memory(struct mutant *m)
{
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);
	const struct manifest_slice *mmio = route ? &vm->routes[MANIFEST_CLASS_MMIO] : NULL;

	if (!route || (size_t)(route - m->system.routes) - mmio->first >= mmio->count)
		return false;
	POKE(m, route, last, vm->gicd_ipa + 0x10000 > route->last ? 0x7fffffffff : vm->gicd_ipa);
	POKE(m, route, first, vm->gicd_ipa);
	return true;
}
static bool activation_of_other(struct mutant *m)
{
	uint32_t count = m->system.manifest->activation_count, i = mutant_random(m, count);
	const struct manifest_activation *a = &m->system.activations[i];

	if (!count)
		return false;
	POKE(m, a, vcpu, a->vcpu + 1);
	return true;
}
static bool activation_stack(struct mutant *m)
{
	uint32_t count = m->system.manifest->activation_count, i = mutant_random(m, count);
	const struct manifest_activation *a = &m->system.activations[i];

	if (!count)
		return false;
	POKE(m, a, stack_top, mutant_random(m, 2) ? a->stack_top + 8 : BULKHEAD_IMAGE_IPA + 4096);
	return true;
}
static bool forget_client(struct mutant *m)
{
	const struct manifest_vm *vm = vm_of_kind(m, true);

	if (!vm || !vm->clients.count)
		return false;
	mutant_poke(m, mutant_manifest_offset(m, &vm->clients) + 4, 0, 4);
	return true;
}
static bool entry_in_data(struct mutant *m)
{
	const struct manifest_vm *vm = vm_of_kind(m, true);

	if (vm)
		POKE(m, vm, passive_entry, BULKHEAD_BOOTINFO_IPA);
	return vm;
}
static bool deepest(struct mutant *m)
{
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	POKE(m, vcpu, deepest, vcpu->deepest + 1);
	return true;
}

/* Time. */
static bool budget_over_period(struct mutant *m)
{
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	POKE(m, vcpu, budget_us, vcpu->period_us + 1);
	return true;
}
static bool shrink_period(struct mutant *m)
{
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	if (vcpu->budget_us < 2)
		return false;
	POKE(m, vcpu, period_us, vcpu->budget_us - 1);
	return true;
}
static bool whole_cpu_twice(struct mutant *m)
{
	const struct manifest_vcpu *a = any_vcpu(m), *b = any_vcpu(m);

	if (a == b || a->cpu != b->cpu)
		return false;
	POKE(m, a, budget_us, 6000);
	POKE(m, a, period_us, 10000);
	POKE(m, b, budget_us, 6000);
	POKE(m, b, period_us, 10000);
	return true;
}
static bool priority(struct mutant *m)
{
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	POKE(m, vcpu, priority, 64 + mutant_random(m, 100));
	return true;
}
static bool wrong_cpu(struct mutant *m)
{
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	POKE(m, vcpu, cpu, vcpu->cpu + 1);
	return true;
}
static bool wrong_vm(struct mutant *m)
{
	const struct manifest_vcpu *vcpu = any_vcpu(m);

	POKE(m, vcpu, vm, mutant_random(m, 2) ? vcpu->vm + 1 : 0x10000);
	return true;
}
static bool core_stack(struct mutant *m)
{
	const struct manifest_cpu *cpu = any_cpu(m);

	POKE(m, cpu, stack_top, cpu->stack_top + PAGE_SIZE);
	return true;
}
static bool core_state(struct mutant *m)
{
	const struct manifest_cpu *cpu = any_cpu(m);

	POKE(m, cpu, state, mutant_random(m, 2) ? m->system.manifest->vcpu_states : cpu->stack_top);
	return true;
}
static bool core_object(struct mutant *m)
{
	const struct bulkhead_manifest *manifest = m->system.manifest;

	if (mutant_random(m, 2))
		POKE(m, manifest, vcpu_states, manifest->vm_states);
	else
		POKE(m, manifest, vm_states, m->system.core.load_address);
	return true;
}
static bool core_register(struct mutant *m)
{
	static const size_t fields[] = {offsetof(struct bulkhead_core_header, ttbr0_el2),
					offsetof(struct bulkhead_core_header, tcr_el2),
					offsetof(struct bulkhead_core_header, mair_el2),
					offsetof(struct bulkhead_core_header, sctlr_el2)};
	size_t field = m->core + fields[mutant_random(m, 4)];
	/* SCTLR_EL2.A may be either, TCR_EL2.PS larger than needed, and TCR_EL2.T0SZ such that what
	 * is mapped still fits. */
	unsigned bit = mutant_random(m, 48);

	if (field == m->core + fields[3] && bit == 1)
		bit = 2;
	if (field == m->core + fields[1] && ((bit >= 16 && bit <= 18) || bit < 6))
		bit = 23;
	mutant_poke(m, field, mutant_peek(m, field, 8) ^ BIT(bit), 8);
	return true;
}
static bool slice_out_of_bounds(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	mutant_poke(m, mutant_manifest_offset(m, &vm->vcpus) + 4, 1000000, 4);
	return true;
}
static bool array_outside(struct mutant *m)
{
	const struct bulkhead_manifest *manifest = m->system.manifest;

	POKE(m, manifest, vms, manifest->vms + manifest->size);
	return true;
}
static bool count_too_large(struct mutant *m)
{
	const struct bulkhead_manifest *manifest = m->system.manifest;

	POKE(m, manifest, vm_count, manifest->vm_count + 1 + mutant_random(m, 1u << 30));
	return true;
}
static bool unnamed(struct mutant *m)
{
	POKE(m, any_vm(m), name[0], mutant_random(m, 2) ? 0 : 7);
	return true;
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation manifest_mutations[] = {
    M(double_interrupt),
    M(steal_interrupt),
    M(interrupt_number),
    M(own_ppi),
    M(doorbell_target),
    M(route_to_client),
    M(route_to_nowhere),
    M(route_cycle),
    M(route_field),
    M(route_over_memory),
    M(activation_of_other),
    M(activation_stack),
    M(forget_client),
    M(entry_in_data),
    M(deepest),
    M(budget_over_period),
    M(shrink_period),
    M(whole_cpu_twice),
    M(priority),
    M(wrong_cpu),
    M(wrong_vm),
    M(core_stack),
    M(core_state),
    M(core_object),
    M(core_register),
    M(slice_out_of_bounds),
    M(array_outside),
    M(count_too_large),
    M(unnamed),
};
const unsigned manifest_mutation_count = sizeof(manifest_mutations) / sizeof(*manifest_mutations);
