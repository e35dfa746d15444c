/* SPDX-License-Identifier: BSD-3-Clause */
/* Images whose declarations are consistent, but which break a compartment. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <arm/psci.h>
#include <arm/smccc.h>
#include <bulkhead/armv8.h>
#include "checks.h"
#include "hostile.h"
#include "mutate.h"

/* The panic console, whose page a VM may have, is the interrupt controller. */
static bool console_in_gic(struct mutant *m)
{
	mutant_poke(m, m->core + offsetof(struct bulkhead_core_header, uart),
		    m->system.manifest->board.gicd, 8);
	return true;
}

/* No VM has the pages behind the first page of a redistributor, so a VM might be given one. */
static bool gic_in_part(struct mutant *m)
{
	for (uint32_t i = 0; i < m->system.declared->core_region_count; i++) {
		const struct declared_core_region *region = &m->system.core_regions[i];

		if (region->kind != DECLARED_CORE_DEVICE || region->pa != m->system.cpus[0].gicr ||
		    !region->size)
			continue;
		POKE_DECLARED(m, region, size, PAGE_SIZE);
		for (size_t s = 0; s < m->slot_count; s++)
			if (m->slots[s].vm == BULKHEAD_NONE && m->slots[s].leaf &&
			    (m->slots[s].value & DESC_ADDRESS_MASK) - region->pa - PAGE_SIZE <
				region->size - PAGE_SIZE) {
				if (m->undo_count == sizeof(m->undo) / sizeof(*m->undo) - 4)
					return false;
				mutant_poke(m, m->slots[s].offset, 0, 8);
			}
		return true;
	}
	return false;
}

#define POKE_MANIFEST(m, field, value)                                                   \
	mutant_poke(m, (m)->manifest + offsetof(struct bulkhead_manifest, field), value, \
		    sizeof((m)->system.manifest->field))

/* An object without size between two that overlap. */
static bool hidden_overlap(struct mutant *m)
{
	const struct bulkhead_manifest *manifest = m->system.manifest;

	POKE_MANIFEST(m, trace_entries, 0);
	POKE_MANIFEST(m, trace, manifest->vcpu_states + 8);
	POKE_MANIFEST(m, vm_states, manifest->vcpu_states + 16);
	return true;
}
static bool states_in_stack(struct mutant *m)
{
	POKE_MANIFEST(m, vm_states, any_cpu(m)->stack_top - 2 * PAGE_SIZE);
	return true;
}
/* The core finds state that it hasn't written. */
static bool forged_state(struct mutant *m)
{
	const uint8_t *state = image_at(&m->system.image, m->system.manifest->vcpu_states, 8);

	if (state)
		mutant_poke(m, state - m->data, m->system.core.load_address, 8);
	return state;
}
static bool machine_call(struct mutant *m)
{
	static const uint32_t calls[] = {PSCI_CPU_OFF, PSCI_CPU_ON64, PSCI_SYSTEM_OFF,
					 PSCI_SYSTEM_RESET,
					 SMCCC_FAST64(SMCCC_OWNER_STANDARD, 0x21)};
	const struct manifest_vm *vm = vm_of_kind(m, true);

	if (!vm || !vm->secure_filter.count)
		return false;
	mutant_poke(m, mutant_manifest_offset(m, &m->system.filters[vm->secure_filter.first]),
		    calls[mutant_random(m, 5)], 4);
	mutant_poke(m, mutant_manifest_offset(m, &vm->secure_filter.count), 1, 4);
	return true;
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation hostile_mutations[] = {
    M(console_in_gic),	M(gic_in_part),	 M(hidden_overlap),
    M(states_in_stack), M(forged_state), M(machine_call),
};
const unsigned hostile_mutation_count = sizeof(hostile_mutations) / sizeof(*hostile_mutations);

/* A VM of 31 bits whose root has two blocks of 1 GiB, of which a TLB may make one of 16 GiB. */
int hostile_small_root(void)
{
	const uint64_t attributes =
	    S2_VALID | S2_AF | S2_SH_INNER | S2_AP_READ | S2_MEMATTR(S2_MEMATTR_NORMAL_WB) | S2_XN;
	uint64_t root[512] = {attributes | 1ull << 30, attributes | 2ull << 30};
	struct bulkhead_manifest manifest = {.vm_count = 1};
	struct manifest_vm vm = {.vtcr_el2 = VTCR_T0SZ(31ull) | VTCR_SL0(1) | VTCR_PS(2),
				 .vttbr_el2 = 0x1000};
	struct declared_vm declared = {.address_bits = 31};
	char name[1][BULKHEAD_NAME_SIZE + 1] = {"small"};
	unsigned found[2];

	for (unsigned hint = 0; hint < 2; hint++) {
		struct findings findings = {.mute = true};
		struct image_segment segment = {0x1000, sizeof(root), sizeof(root),
						(const uint8_t *)root};
		struct system system = {.findings = &findings,
					.manifest = &manifest,
					.vms = &vm,
					.declared_vms = &declared,
					.names = name,
					.image = {.segments = &segment, .segment_count = 1}};

		if (hint)
			root[0] |= S2_CONTIGUOUS;
		walk_tables(&system);
		found[hint] = findings.per_code[VERIFY_CONTIGUOUS];
		free(system.stage2.list);
		free(system.stage2_first);
		free(system.el2.list);
		set_free(&system.tables);
		findings_free(&findings);
	}
	if (found[0] || !found[1])
		printf("  MISSED a contiguous hint in a small root\n");
	return found[0] || !found[1];
}
