/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutations of translation tables. */
#include <bulkhead/armv8.h>
#include "mutate.h"

typedef bool (*slot_filter)(const struct mutant *m, const struct slot *slot);

/* Returns a random slot that the filter accepts, or NULL. */
static const struct slot *pick(struct mutant *m, slot_filter accepts)
{
	size_t start = mutant_random(m, m->slot_count);

	for (size_t i = 0; i < m->slot_count; i++) {
		const struct slot *slot = &m->slots[(start + i) % m->slot_count];

		if (accepts(m, slot))
			return slot;
	}
	return NULL;
}

static bool is_vm_leaf(const struct mutant *m, const struct slot *s)
{
	(void)m;
	return s->leaf && s->vm != BULKHEAD_NONE;
}
static bool is_uncached(const struct mutant *m, const struct slot *s)
{
	return is_vm_leaf(m, s) && (s->value & S2_MEMATTR(15)) == S2_MEMATTR(S2_MEMATTR_NORMAL_NC);
}
static bool is_vm_page(const struct mutant *m, const struct slot *s)
{
	return is_vm_leaf(m, s) && s->level == 3 && !(s->value & S2_CONTIGUOUS);
}
static bool is_core_leaf(const struct mutant *m, const struct slot *s)
{
	(void)m;
	return s->leaf && s->vm == BULKHEAD_NONE;
}
static bool is_table(const struct mutant *m, const struct slot *s)
{
	(void)m;
	return s->value && !s->leaf;
}
static bool is_table_of_pages(const struct mutant *m, const struct slot *s)
{
	return is_table(m, s) && s->level == 2;
}
static bool is_empty(const struct mutant *m, const struct slot *s)
{
	(void)m;
	return !s->value && s->level >= 1;
}
static bool is_read_only(const struct mutant *m, const struct slot *s)
{
	return is_vm_leaf(m, s) && !(s->value & S2_AP_WRITE);
}
static bool is_no_execute(const struct mutant *m, const struct slot *s)
{
	return is_vm_leaf(m, s) && s->value & S2_XN;
}
static bool is_private_of_extension(const struct mutant *m, const struct slot *s)
{
	return is_vm_leaf(m, s) && m->system.vms[s->vm].kind == MANIFEST_VM_EXTENSION &&
	       s->value & S2_AP_WRITE;
}

static bool set(struct mutant *m, const struct slot *slot, uint64_t value)
{
	if (!slot || slot->value == value)
		return false;
	mutant_poke(m, slot->offset, value, 8);
	return true;
}

/* Returns the slot's descriptor with another address. */
static uint64_t at(const struct slot *slot, uint64_t pa)
{
	uint64_t size = 1ull << (39 - 9 * slot->level);

	return (slot->value & ~DESC_ADDRESS_MASK) | (pa & DESC_ADDRESS_MASK & ~(size - 1));
}

static bool swap_frames(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_page), *b = pick(m, is_vm_page);

	return a && b && a->value != b->value && set(m, a, at(a, b->value)) &&
	       set(m, b, at(b, a->value));
}
static bool alias_other_vm(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_page), *b = pick(m, is_vm_leaf);

	return a && b && a->vm != b->vm && set(m, a, at(a, b->value));
}
static bool next_frame(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_page);

	return a && set(m, a, a->value + PAGE_SIZE);
}
static bool widen_to_block(struct mutant *m)
{
	const struct slot *a = pick(m, is_table_of_pages);

	return a && set(m, a,
			at(a, a->value & ~S2_TABLE & ~0xfff) | S2_VALID | S2_AF | S2_SH_INNER |
			    S2_AP_READ | S2_AP_WRITE | S2_MEMATTR(S2_MEMATTR_NORMAL_WB));
}
static bool add_write(struct mutant *m)
{
	const struct slot *a = pick(m, is_read_only);

	return a && set(m, a, a->value | S2_AP_WRITE);
}
static bool add_execute(struct mutant *m)
{
	const struct slot *a = pick(m, is_no_execute);

	return a && set(m, a, a->value & ~S2_XN);
}
static bool write_execute_extension(struct mutant *m)
{
	const struct slot *a = pick(m, is_private_of_extension);

	return a && set(m, a, a->value & ~S2_XN);
}
static bool drop_read(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && set(m, a, a->value & ~S2_AP_READ);
}
static bool show_core(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_page);

	return a && set(m, a, at(a, m->system.core.load_address));
}
static bool show_manifest(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_page);

	return a && set(m, a, at(a, m->system.manifest_pa));
}
static bool show_own_table(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_page);

	return a && set(m, a, at(a, m->system.vms[a->vm].vttbr_el2 & VTTBR_BADDR_MASK));
}
static bool table_loop(struct mutant *m)
{
	const struct slot *a = pick(m, is_table);
	uint64_t root;

	if (!a)
		return false;
	root = a->vm == BULKHEAD_NONE ? m->system.core.ttbr0_el2
				      : m->system.vms[a->vm].vttbr_el2 & VTTBR_BADDR_MASK;
	return set(m, a, (a->value & ~DESC_ADDRESS_MASK) | root);
}
static bool table_of_other(struct mutant *m)
{
	const struct slot *a = pick(m, is_table), *b = pick(m, is_table);

	return a && b && a != b && set(m, a, b->value);
}
static bool table_outside(struct mutant *m)
{
	const struct slot *a = pick(m, is_table);

	return a && set(m, a, (a->value & ~DESC_ADDRESS_MASK) | 0xff000000000ull);
}
static bool table_in_guest_memory(struct mutant *m)
{
	const struct slot *a = pick(m, is_table), *b = pick(m, is_vm_page);

	return a && b &&
	       set(m, a, (a->value & ~DESC_ADDRESS_MASK) | (b->value & DESC_ADDRESS_MASK));
}
static bool memory_type(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && set(m, a, a->value ^ S2_MEMATTR(1ull << mutant_random(m, 4)));
}
static bool shareability(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && (a->value >> 2 & 15) == 15 && set(m, a, a->value & ~BITS(1, 8));
}
static bool uncached_shareability(struct mutant *m)
{
	const struct slot *a = pick(m, is_uncached);

	return a && set(m, a, a->value ^ BITS(1ull << mutant_random(m, 2), 8));
}
static bool access_flag(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && set(m, a, a->value & ~S2_AF);
}
static bool contiguous(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && a->level && set(m, a, a->value ^ S2_CONTIGUOUS) &&
	       (a->value & S2_CONTIGUOUS || (a->value & DESC_ADDRESS_MASK & 0xffff));
}
static bool dirty_management(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && set(m, a, a->value | S2_DBM);
}
static bool unmap(struct mutant *m)
{
	const struct slot *a = pick(m, is_vm_leaf);

	return a && set(m, a, 0);
}
static bool map_more(struct mutant *m)
{
	const struct slot *a = pick(m, is_empty), *b = pick(m, is_vm_leaf);

	return a && b && set(m, a, at(a, b->value) | (a->level == 3 ? S2_TABLE : 0));
}
static bool map_core_to_vm(struct mutant *m)
{
	const struct slot *a = pick(m, is_core_leaf), *b = pick(m, is_vm_page);

	return a && b && set(m, a, at(a, b->value));
}
static bool core_write(struct mutant *m)
{
	const struct slot *a = pick(m, is_core_leaf);

	return a && set(m, a, a->value & ~S1_AP_RO);
}
static bool core_execute(struct mutant *m)
{
	const struct slot *a = pick(m, is_core_leaf);

	return a && set(m, a, a->value & ~S1_XN);
}
static bool core_unmap(struct mutant *m)
{
	const struct slot *a = pick(m, is_core_leaf);

	return a && set(m, a, 0);
}
static bool core_guard(struct mutant *m)
{
	const struct slot *a = pick(m, is_core_leaf);

	/* Maps the page behind a mapped one, which wasn't mapped. */
	for (size_t i = 0; a && i + 1 < m->slot_count; i++) {
		const struct slot *s = &m->slots[(a - m->slots + i) % (m->slot_count - 1)];

		if (is_core_leaf(m, s) && s->level == 3 && !s[1].value && s[1].level == 3 &&
		    s[1].vm == BULKHEAD_NONE && !(s->value & S1_AP_RO))
			return set(m, s + 1, (s->value & ~S2_CONTIGUOUS) + PAGE_SIZE);
	}
	return false;
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation table_mutations[] = {
    M(swap_frames),
    M(alias_other_vm),
    M(next_frame),
    M(widen_to_block),
    M(add_write),
    M(add_execute),
    M(write_execute_extension),
    M(drop_read),
    M(show_core),
    M(show_manifest),
    M(show_own_table),
    M(table_loop),
    M(table_of_other),
    M(table_outside),
    M(table_in_guest_memory),
    M(memory_type),
    M(shareability),
    M(uncached_shareability),
    M(access_flag),
    M(contiguous),
    M(dirty_management),
    M(unmap),
    M(map_more),
    M(map_core_to_vm),
    M(core_write),
    M(core_execute),
    M(core_unmap),
    M(core_guard),
};
const unsigned table_mutation_count = sizeof(table_mutations) / sizeof(*table_mutations);
