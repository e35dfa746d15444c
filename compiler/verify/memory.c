/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory: every mapping against its declaration, then all of physical memory in one sweep by
 * address.
 *
 * The sweep sorts all claims (pieces of mappings, core memory, reserved memory) by address and
 * keeps for each class of claims the one that ends last. Within a class, being compatible is an
 * equivalence (same image, same channel, same owner), so if any earlier claim conflicts with the
 * next one, either the kept one does, or those two conflicted with each other before. One
 * comparison for each class finds a violation wherever there is one: n log n in the number of
 * claims however many VMs share a page.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "checks.h"
#include "lookup.h"

enum class {
	CLASS_PRIVATE,
	CLASS_IMAGE, /* read-only text and data of an image */
	CLASS_CHANNEL,
	CLASS_WINDOW,
	CLASS_DEVICE,
	CLASS_BOOTINFO,
	CLASS_REGISTERS,
	CLASS_CORE,
	CLASS_RESERVED,
	CLASS_COUNT
};

static const char *const class_names[CLASS_COUNT] = {
    "private memory", "image",	       "channel",	    "window",	      "device",
    "boot page",      "register page", "the core's memory", "reserved memory"};

struct claim {
	uint64_t pa, size;
	uint32_t vm, owner;
	enum class class;
	const char *name; /* the region's name, BULKHEAD_NAME_SIZE bytes; NULL: none */
};

struct claims {
	struct claim *list;
	size_t count, capacity;
};

static struct claim *claim_add(struct claims *claims)
{
	return list_add((void **)&claims->list, &claims->count, &claims->capacity,
			sizeof(struct claim));
}

static enum class region_class(const struct declared_region *region) {
	static const enum class classes[] =
	    {
		[DECLARED_PRIVATE] = CLASS_PRIVATE,
		[DECLARED_TEXT] = CLASS_IMAGE,
		[DECLARED_RODATA] = CLASS_IMAGE,
		[DECLARED_CHANNEL] = CLASS_CHANNEL,
		[DECLARED_WINDOW] = CLASS_WINDOW,
		[DECLARED_DEVICE] = CLASS_DEVICE,
		[DECLARED_BOOTINFO] = CLASS_BOOTINFO,
		[DECLARED_REGISTERS] = CLASS_REGISTERS,
		[DECLARED_UNCACHED] = CLASS_CHANNEL,
	    };
	return classes[region->kind];
}

static void print_rights(char text[4], unsigned rights)
{
	text[0] = rights & BULKHEAD_RIGHT_READ ? 'r' : '-';
	text[1] = rights & BULKHEAD_RIGHT_WRITE ? 'w' : '-';
	text[2] = rights & DECLARED_EXECUTE ? 'x' : '-';
	text[3] = 0;
}

static const char *const memory_names[] = {"device", "uncached", "normal"};

static enum memory region_memory(const struct declared_region *region)
{
	switch (region->kind) {
	case DECLARED_DEVICE:
		return MEMORY_DEVICE;
	case DECLARED_REGISTERS:
	case DECLARED_UNCACHED:
		return MEMORY_UNCACHED;
	default:
		return MEMORY_NORMAL;
	}
}

/* Checks a piece of a mapping that lies inside one declared region. */
static void check_piece(struct system *system, const struct mapping *piece,
			const struct declared_region *region, struct claims *claims)
{
	const char *name = printable(region->name, sizeof(region->name));
	bool device = region->kind == DECLARED_DEVICE, shift;
	char found[4], expected[4];

	shift = piece->pa - region->pa != piece->address - region->ipa;
	if (shift)
		finding_add(system->findings, VERIFY_UNDECLARED,
			    "VM %s: IPA 0x%" PRIx64 " (%s) shows 0x%" PRIx64
			    " instead of 0x%" PRIx64,
			    system->names[piece->vm], piece->address, name, piece->pa,
			    region->pa + (piece->address - region->ipa));
	/* Device memory must not be executable: fetching instructions from a device may have effects. */
	if (piece->rights != region->rights) {
		print_rights(found, piece->rights);
		print_rights(expected, region->rights);
		finding_add(system->findings, VERIFY_RIGHTS,
			    "VM %s: IPA 0x%" PRIx64 " (%s) has %s, declared %s",
			    system->names[piece->vm], piece->address, name, found, expected);
	}
	if (vm_is_passive(&system->vms[piece->vm]) && piece->rights & BULKHEAD_RIGHT_WRITE &&
	    piece->rights & DECLARED_EXECUTE)
		finding_add(system->findings, VERIFY_WRITE_EXECUTE,
			    "VM %s: IPA 0x%" PRIx64 ", 0x%" PRIx64 " bytes",
			    system->names[piece->vm], piece->address, piece->size);
	if (piece->memory != region_memory(region))
		finding_add(system->findings, VERIFY_ATTRIBUTE,
			    "VM %s: IPA 0x%" PRIx64 " (%s) is mapped as %s memory",
			    system->names[piece->vm], piece->address, name,
			    memory_names[piece->memory]);
	if (device ? system_meets_ram(system, piece->pa, piece->size)
		   : !system_is_ram(system, piece->pa, piece->size))
		finding_add(system->findings, VERIFY_NOT_RAM,
			    "VM %s: IPA 0x%" PRIx64 " (%s), 0x%" PRIx64 " bytes at 0x%" PRIx64,
			    system->names[piece->vm], piece->address, name, piece->size, piece->pa);
	*claim_add(claims) = (struct claim){piece->pa,	   piece->size,		 piece->vm,
					    region->owner, region_class(region), region->name};
}

/* Cuts the mappings of one VM at the borders of its declared regions. */
static uint32_t check_vm(struct system *system, uint32_t vm, uint32_t first, struct claims *claims)
{
	const struct declared_region *region = &system->regions[first];
	const struct declared_region *end = &system->regions[system->declared->region_count];
	uint64_t covered = 0;

	for (size_t i = system->stage2_first[vm]; i < system->stage2_first[vm + 1]; i++) {
		struct mapping rest = system->stage2.list[i];

		while (rest.size) {
			struct mapping piece = rest;
			bool inside;

			while (region < end && region->vm == vm &&
			       region->ipa + region->size <= rest.address) {
				if (covered != region->size)
					finding_add(system->findings, VERIFY_UNMAPPED,
						    "VM %s: %s at IPA 0x%" PRIx64 ": 0x%" PRIx64
						    " of 0x%" PRIx64 " bytes are mapped",
						    system->names[vm],
						    printable(region->name, BULKHEAD_NAME_SIZE),
						    region->ipa, covered, region->size);
				region++;
				covered = 0;
			}
			inside = region < end && region->vm == vm && region->ipa <= rest.address;
			if (inside) {
				if (piece.size > region->ipa + region->size - rest.address)
					piece.size = region->ipa + region->size - rest.address;
				check_piece(system, &piece, region, claims);
				covered += piece.size;
			} else {
				if (region < end && region->vm == vm &&
				    piece.size > region->ipa - rest.address)
					piece.size = region->ipa - rest.address;
				finding_add(system->findings, VERIFY_UNDECLARED,
					    "VM %s: IPA 0x%" PRIx64 ", 0x%" PRIx64
					    " bytes at 0x%" PRIx64,
					    system->names[vm], piece.address, piece.size, piece.pa);
				/* An undeclared mapping still counts as a path to its memory. */
				*claim_add(claims) = (struct claim){
				    piece.pa, piece.size, vm, BULKHEAD_NONE, CLASS_PRIVATE, NULL};
			}
			rest.address += piece.size;
			rest.pa += piece.size;
			rest.size -= piece.size;
		}
	}
	for (; region < end && region->vm == vm; region++, covered = 0)
		if (covered != region->size)
			finding_add(system->findings, VERIFY_UNMAPPED,
				    "VM %s: %s at IPA 0x%" PRIx64 ": 0x%" PRIx64 " of 0x%" PRIx64
				    " bytes are mapped",
				    system->names[vm], printable(region->name, BULKHEAD_NAME_SIZE),
				    region->ipa, covered, region->size);
	return region - system->regions;
}

static void add_core_claims(struct system *system, struct claims *claims)
{
	for (uint32_t i = 0; i < system->declared->core_region_count; i++) {
		const struct declared_core_region *region = &system->core_regions[i];

		*claim_add(claims) = (struct claim){region->pa,	   region->size, BULKHEAD_NONE,
						    BULKHEAD_NONE, CLASS_CORE,	 NULL};
		if (region->kind != DECLARED_CORE_DEVICE &&
		    !system_is_ram(system, region->pa, region->size))
			finding_add(system->findings, VERIFY_NOT_RAM,
				    "core memory 0x%" PRIx64 ", 0x%" PRIx64 " bytes", region->pa,
				    region->size);
	}
	for (uint32_t i = 0; i < system->declared->reserved_count; i++) {
		const struct declared_reserved *reserved = &system->reserved[i];

		if (reserved->size)
			*claim_add(claims) =
			    (struct claim){reserved->pa,  reserved->size, BULKHEAD_NONE,
					   BULKHEAD_NONE, CLASS_RESERVED, reserved->name};
	}
}

/*
 * The page of GICv2's virtual CPU interface is banked per core, so each VM sees the interface of its own core. It is the only
 * device that all VMs may map.
 */
static bool is_virtual_cpu_interface(const struct system *system, const struct claim *claim)
{
	return system->manifest->board.gic_version == 2 && claim->name &&
	       !strncmp(claim->name, "gicv", sizeof("gicv")) && claim->size <= 2 * PAGE_SIZE;
}

/* The panic console may be a UART that a VM owns. */
static bool is_panic_console(const struct system *system, const struct claim *core,
			     const struct claim *device)
{
	return device->class == CLASS_DEVICE && system->core.uart &&
	       core->pa == (system->core.uart & ~PAGE_MASK) && core->size == PAGE_SIZE;
}

static bool same_name(const struct claim *a, const struct claim *b)
{
	return a->name && b->name && !strncmp(a->name, b->name, BULKHEAD_NAME_SIZE);
}

static bool compatible(const struct system *system, const struct claim *a, const struct claim *b)
{
	if (a->class > b->class) {
		const struct claim *swap = a;

		a = b;
		b = swap;
	}
	if (a->class != b->class)
		return (a->class == CLASS_PRIVATE && b->class == CLASS_WINDOW &&
			a->vm == b->owner) ||
		       (b->class == CLASS_CORE && is_panic_console(system, b, a));
	switch (a->class) {
	case CLASS_IMAGE:
	case CLASS_CHANNEL:
		return same_name(a, b);
	case CLASS_WINDOW:
		return a->owner == b->owner;
	case CLASS_REGISTERS:
		/* Register pages of the same pair of VMs may be adjacent, but each VM maps each page once. */
		return a->vm == b->owner && b->vm == a->owner && a->pa == b->pa &&
		       a->size == b->size;
	case CLASS_DEVICE:
		return is_virtual_cpu_interface(system, a) && is_virtual_cpu_interface(system, b) &&
		       a->vm != b->vm && a->pa == b->pa;
	case CLASS_RESERVED:
		return true; /* firmware may reserve twice */
	default:
		return false;
	}
}

static void report_conflict(struct system *system, const struct claim *a, const struct claim *b)
{
	uint64_t start = a->pa > b->pa ? a->pa : b->pa;
	enum verify_code code = VERIFY_SHARED;

	if (a->class == CLASS_RESERVED || b->class == CLASS_RESERVED)
		code = VERIFY_RESERVED;
	else if (a->class == CLASS_CORE && b->class == CLASS_CORE)
		code = VERIFY_CORE_OBJECT;
	else if (a->class == CLASS_CORE || b->class == CLASS_CORE)
		code = VERIFY_CORE_EXPOSED;
	else if (a->class == CLASS_DEVICE || b->class == CLASS_DEVICE)
		code = VERIFY_DEVICE_OWNER;
	else if (a->class == CLASS_IMAGE || b->class == CLASS_IMAGE)
		code = VERIFY_TEXT_ALIAS;
	finding_add(
	    system->findings, code, "0x%" PRIx64 ": %s (%s \"%s\") and %s (%s \"%s\") both have it",
	    start, system_vm_name(system, a->vm), class_names[a->class],
	    a->name ? printable(a->name, BULKHEAD_NAME_SIZE) : "", system_vm_name(system, b->vm),
	    class_names[b->class], b->name ? printable(b->name, BULKHEAD_NAME_SIZE) : "");
}

static int by_pa(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->pa != y->pa)
		return x->pa < y->pa ? -1 : 1;
	return x->class < y->class ? -1 : x->class > y->class;
}

/* The last private claim that begins at or below `pa`, or NULL. */
static const struct claim *private_below(const struct claim **privates, size_t count, uint64_t pa)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (privates[middle]->pa <= pa)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? privates[low - 1] : NULL;
}

/* A VM may see a window only of its own client. */
static void check_viewer(struct system *system, const struct claim *window)
{
	struct manifest_slice clients = system->vms[window->vm].clients;

	for (uint32_t i = 0; i < clients.count; i++)
		if (system->client_refs[clients.first + i] == window->owner)
			return;
	finding_add(system->findings, VERIFY_WINDOW,
		    "VM %s sees memory of VM %s, which is no client of it",
		    system_vm_name(system, window->vm), system_vm_name(system, window->owner));
}

/* A window must lie in its owner's private memory. Private claims are disjoint; the sweep has reported others. */
static void check_window(struct system *system, const struct claim *window,
			 const struct claim **privates, size_t count)
{
	uint64_t position = window->pa, end = window->pa + window->size;

	while (position < end) {
		const struct claim *below = private_below(privates, count, position);

		if (!below || below->vm != window->owner || below->pa + below->size <= position)
			break;
		position = below->pa + below->size;
	}
	if (position < end)
		finding_add(system->findings, VERIFY_WINDOW,
			    "0x%" PRIx64 ", seen by VM %s, isn't memory of VM %s", position,
			    system_vm_name(system, window->vm),
			    system_vm_name(system, window->owner));
}

static void check_windows(struct system *system, const struct claims *claims)
{
	const struct claim **privates = zalloc(claims->count, sizeof(*privates));
	size_t count = 0;

	for (size_t i = 0; i < claims->count; i++)
		if (claims->list[i].class == CLASS_PRIVATE)
			privates[count++] = &claims->list[i];
	for (size_t i = 0; i < claims->count; i++)
		if (claims->list[i].class == CLASS_WINDOW) {
			check_viewer(system, &claims->list[i]);
			check_window(system, &claims->list[i], privates, count);
		}
	free(privates);
}

void check_memory(struct system *system)
{
	const struct claim *last[CLASS_COUNT] = {NULL};
	struct claims claims = {0};
	uint32_t region = 0;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		region = check_vm(system, vm, region, &claims);
	add_core_claims(system, &claims);
	if (claims.count)
		qsort(claims.list, claims.count, sizeof(*claims.list), by_pa);
	for (size_t i = 0; i < claims.count; i++) {
		const struct claim *claim = &claims.list[i];

		for (unsigned c = 0; c < CLASS_COUNT; c++)
			if (last[c] && last[c]->pa + last[c]->size > claim->pa &&
			    !compatible(system, last[c], claim))
				report_conflict(system, last[c], claim);
		if (!last[claim->class] ||
		    last[claim->class]->pa + last[claim->class]->size < claim->pa + claim->size)
			last[claim->class] = claim;
	}
	check_windows(system, &claims);
	free(claims.list);
}
