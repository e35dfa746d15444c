/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walks translation tables as the MMU does, 4 KiB granule (DDI 0487, D8.2 and D8.3). Each table
 * is entered once only, so that loops end and the cost is linear in the tables' size. A root smaller than a page may lie in a
 * page with others: the MMU reads no entry behind its end.
 */
#include <inttypes.h>
#include <string.h>
#include "architecture.h"
#include "checks.h"
#include "lookup.h"
#include "walk.h"

#define ENTRIES	       512u
#define GROUP	       16u /* entries under one contiguous hint */
#define LEVEL_LAST     3
#define LEVEL_SHIFT(l) (12 + 9 * (LEVEL_LAST - (l)))

/* The differences between stage 2 and the core's stage 1. */
struct walk {
	struct system *system;
	struct mappings *out;
	uint32_t vm;
	unsigned pa_bits;
	/* Takes a leaf's attribute bits apart; false: reserved encoding. */
	bool (*decode)(struct walk *walk, uint64_t descriptor, uint64_t address,
		       struct mapping *leaf);
};

static bool decode_stage2(struct walk *walk, uint64_t descriptor, uint64_t address,
			  struct mapping *leaf)
{
	const uint64_t known = DESC_VALID | DESC_TABLE | S2_MEMATTR | S2_AP_READ | S2_AP_WRITE |
			       DESC_SH | DESC_AF | DESC_CONTIGUOUS | S2_XN | DESC_ADDRESS_MASK;
	unsigned memory = (descriptor & S2_MEMATTR) >> S2_MEMATTR_SHIFT;

	leaf->rights = (descriptor & S2_AP_READ ? BULKHEAD_RIGHT_READ : 0) |
		       (descriptor & S2_AP_WRITE ? BULKHEAD_RIGHT_WRITE : 0) |
		       (descriptor & S2_XN ? 0 : DECLARED_EXECUTE);
	leaf->memory = memory == S2_MEMATTR_NORMAL     ? MEMORY_NORMAL
		       : memory == S2_MEMATTR_UNCACHED ? MEMORY_UNCACHED
						       : MEMORY_DEVICE;
	if (!(descriptor & DESC_AF))
		finding_add(walk->system->findings, VERIFY_ACCESS_FLAG, "VM %s: IPA 0x%" PRIx64,
			    system_vm_name(walk->system, walk->vm), address);
	if ((leaf->memory == MEMORY_DEVICE && memory != S2_MEMATTR_DEVICE) ||
	    (leaf->memory == MEMORY_NORMAL && (descriptor & DESC_SH) != DESC_SH) ||
	    (leaf->memory == MEMORY_UNCACHED && (descriptor & DESC_SH) != DESC_SH_OUTER))
		finding_add(walk->system->findings, VERIFY_ATTRIBUTE,
			    "VM %s: IPA 0x%" PRIx64 " has MemAttr %u, SH %u",
			    system_vm_name(walk->system, walk->vm), address, memory,
			    (unsigned)(descriptor >> 8 & 3));
	return !(descriptor & ~known);
}

static bool decode_core(struct walk *walk, uint64_t descriptor, uint64_t address,
			struct mapping *leaf)
{
	const uint64_t known = DESC_VALID | DESC_TABLE | S1_ATTR | S1_AP_RES1 | S1_AP_RO | DESC_SH |
			       DESC_AF | DESC_CONTIGUOUS | S1_XN | DESC_ADDRESS_MASK;
	unsigned attribute = (descriptor & S1_ATTR) >> S1_ATTR_SHIFT;

	leaf->rights = BULKHEAD_RIGHT_READ | (descriptor & S1_AP_RO ? 0 : BULKHEAD_RIGHT_WRITE) |
		       (descriptor & S1_XN ? 0 : DECLARED_EXECUTE);
	leaf->memory = attribute == MAIR_NORMAL ? MEMORY_NORMAL : MEMORY_DEVICE;
	if (!(descriptor & DESC_AF))
		finding_add(walk->system->findings, VERIFY_ACCESS_FLAG, "the core: 0x%" PRIx64,
			    address);
	if ((attribute != MAIR_NORMAL && attribute != MAIR_DEVICE) ||
	    (leaf->memory == MEMORY_NORMAL && (descriptor & DESC_SH) != DESC_SH))
		finding_add(walk->system->findings, VERIFY_ATTRIBUTE,
			    "the core: 0x%" PRIx64 " has attribute %u, SH %u", address, attribute,
			    (unsigned)(descriptor >> 8 & 3));
	return !(descriptor & ~known) && descriptor & S1_AP_RES1;
}

static void add_mapping(struct mappings *out, const struct mapping *leaf)
{
	struct mapping *last = out->count ? &out->list[out->count - 1] : NULL;

	if (last && last->vm == leaf->vm && last->address + last->size == leaf->address &&
	    last->pa + last->size == leaf->pa && last->rights == leaf->rights &&
	    last->memory == leaf->memory) {
		last->size += leaf->size;
		return;
	}
	*(struct mapping *)list_add((void **)&out->list, &out->count, &out->capacity,
				    sizeof(*leaf)) = *leaf;
}

static void walk_leaf(struct walk *walk, uint64_t descriptor, unsigned level, uint64_t address)
{
	struct mapping leaf = {.address = address,
			       .pa = descriptor & DESC_ADDRESS_MASK,
			       .size = 1ull << LEVEL_SHIFT(level),
			       .vm = walk->vm};

	walk->system->leaves++;
	if (!walk->decode(walk, descriptor, address, &leaf) || leaf.pa & (leaf.size - 1) ||
	    leaf.pa >> walk->pa_bits)
		finding_add(walk->system->findings, VERIFY_DESCRIPTOR,
			    "%s: 0x%016" PRIx64 " at level %u for 0x%" PRIx64
			    " has reserved bits or an address out of range",
			    system_vm_name(walk->system, walk->vm), descriptor, level, address);
	add_mapping(walk->out, &leaf);
}

static bool is_leaf(uint64_t descriptor, unsigned level)
{
	return (descriptor & DESC_VALID) && (level == LEVEL_LAST || !(descriptor & DESC_TABLE));
}

/*
 * If an entry has the contiguous hint, all 16 entries of its group must have it and map one run (DDI 0487, D8.7.1). A small
 * root holds fewer entries (`count`): the TLB would also translate addresses behind its end, so no entry may have the hint.
 */
static void check_group(struct walk *walk, const uint64_t *group, unsigned count, unsigned level,
			uint64_t address)
{
	uint64_t size = 1ull << LEVEL_SHIFT(level);
	bool any = false;
	bool all = count == GROUP && (group[0] & DESC_ADDRESS_MASK & (GROUP * size - 1)) == 0;

	for (unsigned i = 0; i < count; i++) {
		any |= is_leaf(group[i], level) && group[i] & DESC_CONTIGUOUS;
		all &= is_leaf(group[i], level) && group[i] == group[0] + i * size;
	}
	if (any && !all)
		finding_add(walk->system->findings, VERIFY_CONTIGUOUS, "%s: 0x%" PRIx64,
			    system_vm_name(walk->system, walk->vm), address);
}

static void walk_table(struct walk *walk, uint64_t table, unsigned level, uint64_t address);

static void walk_entry(struct walk *walk, uint64_t descriptor, unsigned level, uint64_t address)
{
	const uint64_t table_known = DESC_VALID | DESC_TABLE | DESC_ADDRESS_MASK;
	bool bad;

	if (!descriptor)
		return;
	if (is_leaf(descriptor, level)) {
		bad = level == 0 || (level == LEVEL_LAST && !(descriptor & DESC_TABLE));
		if (!bad)
			walk_leaf(walk, descriptor, level, address);
	} else {
		/*
		 * The MMU ignores an invalid entry, but if other bits are set, a single bit makes it an unwanted mapping.
		 */
		bad = !(descriptor & DESC_VALID) || descriptor & ~table_known;
		if (descriptor & DESC_VALID)
			walk_table(walk, descriptor & DESC_ADDRESS_MASK, level + 1, address);
	}
	if (bad)
		finding_add(walk->system->findings, VERIFY_DESCRIPTOR,
			    "%s: 0x%016" PRIx64 " at level %u for 0x%" PRIx64 " is reserved",
			    system_vm_name(walk->system, walk->vm), descriptor, level, address);
}

static void walk_entries(struct walk *walk, uint64_t table, unsigned count, unsigned level,
			 uint64_t address)
{
	const void *bytes = image_at(&walk->system->image, table, count * sizeof(uint64_t));
	uint64_t entries[ENTRIES];

	if (!bytes) {
		finding_add(walk->system->findings, VERIFY_TABLE_OUTSIDE,
			    "%s: the table 0x%" PRIx64 " of level %u for 0x%" PRIx64,
			    system_vm_name(walk->system, walk->vm), table, level, address);
		return;
	}
	if (!set_add(&walk->system->tables, table)) {
		finding_add(walk->system->findings, VERIFY_TABLE_TWICE,
			    "%s: the table 0x%" PRIx64 " of level %u for 0x%" PRIx64,
			    system_vm_name(walk->system, walk->vm), table, level, address);
		return;
	}
	memcpy(entries, bytes, count * sizeof(uint64_t));
	if (level)
		for (unsigned i = 0; i < count; i += GROUP)
			check_group(walk, entries + i, count - i < GROUP ? count - i : GROUP, level,
				    address + ((uint64_t)i << LEVEL_SHIFT(level)));
	for (unsigned i = 0; i < count; i++)
		walk_entry(walk, entries[i], level, address + ((uint64_t)i << LEVEL_SHIFT(level)));
}

static void walk_table(struct walk *walk, uint64_t table, unsigned level, uint64_t address)
{
	walk_entries(walk, table, ENTRIES, level, address);
}

/* Walks the root: `bits` of address, possibly several concatenated tables. */
static void walk_root(struct walk *walk, uint64_t root, unsigned bits, unsigned level)
{
	uint64_t entries = 1ull << (bits - LEVEL_SHIFT(level));
	uint64_t span = (uint64_t)ENTRIES << LEVEL_SHIFT(level), address = 0;

	for (; entries; address += span, root += PAGE_SIZE) {
		unsigned count = entries < ENTRIES ? entries : ENTRIES;

		walk_entries(walk, root, count, level, address);
		entries -= count;
	}
}

static unsigned pa_bits(unsigned code)
{
	static const unsigned bits[8] = {32, 36, 40, 42, 44, 48, 0, 0};

	return bits[code];
}

static void walk_stage2(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	struct walk walk = {system, &system->stage2, id, pa_bits((vm->vtcr_el2 & VTCR_PS) >> 16),
			    decode_stage2};
	unsigned bits = 64 - (vm->vtcr_el2 & VTCR_T0SZ), start = (vm->vtcr_el2 & VTCR_SL0) >> 6;
	uint64_t root = vm->vttbr_el2 & VTTBR_BADDR_MASK, size;
	unsigned level = 2 - start, shift;

	/* The walk starts at level 2, 1 or 0 and resolves 1 to 9 + 4 bits there, of 25 or more in all (D8.2.3). */
	if (start > 2 || !walk.pa_bits || bits < 25 || bits > walk.pa_bits ||
	    bits <= (shift = LEVEL_SHIFT(level)) || bits - shift > 13) {
		finding_add(system->findings, VERIFY_VTCR,
			    "VM %s: VTCR_EL2 0x%" PRIx64 ": %u bits of IPA can't start at level %d",
			    system->names[id], vm->vtcr_el2, bits, 2 - (int)start);
		return;
	}
	size = 8ull << (bits - shift);
	if (root & (size - 1)) {
		finding_add(system->findings, VERIFY_VTTBR,
			    "VM %s: the root 0x%" PRIx64 " isn't aligned to its %" PRIu64 " bytes",
			    system->names[id], root, size);
		return;
	}
	if (bits != system->declared_vms[id].address_bits)
		finding_add(system->findings, VERIFY_VTCR, "VM %s: %u bits of IPA, declared %u",
			    system->names[id], bits, system->declared_vms[id].address_bits);
	walk_root(&walk, root, bits, level);
}

bool walk_space(struct system *system, struct mappings *out, uint32_t vm, uint64_t root,
		unsigned bits, unsigned level, unsigned space)
{
	struct walk walk = {system, out, vm, space, decode_stage2};

	/* The root must be one table that resolves all of these bits. */
	if (level > 2 || bits <= LEVEL_SHIFT(level) || bits - LEVEL_SHIFT(level) > 9)
		return false;
	walk_root(&walk, root, bits, level);
	return true;
}

static void walk_core(struct system *system)
{
	const struct bulkhead_core_header *core = &system->core;
	struct walk walk = {system, &system->el2, BULKHEAD_NONE,
			    pa_bits((core->tcr_el2 & TCR_EL2_PS) >> TCR_EL2_PS_SHIFT), decode_core};
	unsigned bits = 64 - (core->tcr_el2 & TCR_EL2_T0SZ);
	unsigned level = bits > 39 ? 0 : bits > 30 ? 1 : 2;

	/* Stage 1 has no concatenation: 25 to 48 bits (D8.2.3). */
	if (bits < 25 || bits > 48 || !walk.pa_bits || core->ttbr0_el2 & PAGE_MASK) {
		finding_add(system->findings, VERIFY_CORE_REGISTER,
			    "TCR_EL2 0x%" PRIx64 " or TTBR0_EL2 0x%" PRIx64 " is no valid regime",
			    core->tcr_el2, core->ttbr0_el2);
		return;
	}
	walk_root(&walk, core->ttbr0_el2, bits, level);
}

void walk_tables(struct system *system)
{
	uint32_t count = system->manifest->vm_count;

	system->stage2_first = zalloc(count + 1ull, sizeof(*system->stage2_first));
	for (uint32_t vm = 0; vm < count; vm++) {
		system->stage2_first[vm] = system->stage2.count;
		walk_stage2(system, vm);
	}
	system->stage2_first[count] = system->stage2.count;
	walk_core(system);
}
