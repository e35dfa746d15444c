/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Contents of the image: each segment lies in memory declared for it, the file has all that must be in memory at power-on, and
 * the core is the build that the declarations (and the command line) name.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "../sha256.h"
#include "checks.h"
#include "lookup.h"

/* Memory that a segment may fill. */
struct place {
	uint64_t pa, end;
};

static int by_pa(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

/*
 * Does the file have the region's contents? Text, constants and boot pages come from the file; RAM of VMs is empty at
 * power-on.
 */
static bool is_loaded(const struct declared_region *region)
{
	return region->kind == DECLARED_TEXT || region->kind == DECLARED_RODATA ||
	       region->kind == DECLARED_BOOTINFO;
}

/* Sorts the places and joins adjacent ones; returns their number. */
static size_t join(struct place *places, size_t count)
{
	size_t joined = 0;

	qsort(places, count, sizeof(*places), by_pa);
	for (size_t i = 1; i < count; i++)
		if (places[i].pa > places[joined].end)
			places[++joined] = places[i];
		else if (places[i].end > places[joined].end)
			places[joined].end = places[i].end;
	return count ? joined + 1 : 0;
}

/* Each segment lies wholly in the core's memory and the VMs' images. */
static void check_segments(struct system *system)
{
	const struct image *image = &system->image;
	struct place *places = zalloc(system->declared->region_count + 1ull, sizeof(*places));
	size_t count = 1, at = 0;

	places[0] = (struct place){system->core.load_address, system->core.end};
	for (uint32_t i = 0; i < system->declared->region_count; i++)
		if (is_loaded(&system->regions[i]))
			places[count++] = (struct place){
			    system->regions[i].pa, system->regions[i].pa + system->regions[i].size};
	count = join(places, count);
	for (size_t i = 0; i < image->segment_count; i++) {
		const struct image_segment *segment = &image->segments[i];

		while (at < count && places[at].end <= segment->pa)
			at++;
		if (at == count || segment->pa < places[at].pa ||
		    segment->memory_size > places[at].end - segment->pa)
			finding_add(system->findings, VERIFY_SEGMENT,
				    "the segment at 0x%" PRIx64 ", 0x%" PRIx64
				    " bytes, lies in memory that is declared for no image",
				    segment->pa, segment->memory_size);
	}
	free(places);
}

/* The file has everything that a VM executes or reads from its start on. */
static void check_contents(struct system *system)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (is_loaded(region) && !image_covers(&system->image, region->pa, region->size))
			finding_add(system->findings, VERIFY_SEGMENT,
				    "VM %s: %s at 0x%" PRIx64 ", 0x%" PRIx64
				    " bytes, isn't all in the file",
				    system->names[region->vm],
				    printable(region->name, sizeof(region->name)), region->pa,
				    region->size);
	}
}

/* The core's memory is one piece from its load address on, and the file has every byte of it. */
static void check_core_memory(struct system *system)
{
	const struct bulkhead_core_header *core = &system->core;
	uint64_t last = core->load_address;

	for (uint32_t i = 0; i < system->declared->core_region_count; i++) {
		const struct declared_core_region *region = &system->core_regions[i];

		if (region->kind == DECLARED_CORE_DEVICE)
			continue;
		if (region->pa < core->load_address || region->pa + region->size > core->end ||
		    !image_covers(&system->image, region->pa, region->size))
			finding_add(system->findings, VERIFY_SEGMENT,
				    "core memory 0x%" PRIx64 ", 0x%" PRIx64
				    " bytes, isn't between the core's start and end, or not in "
				    "the file",
				    region->pa, region->size);
		if (region->pa + region->size > last)
			last = region->pa + region->size;
	}
	if (last != core->end)
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "the core ends at 0x%" PRIx64 ", its header says 0x%" PRIx64, last,
			    core->end);
}

/* Checks the hash, which covers text and constants of the core, and its data up to the zeroed part. */
static void check_hashed(struct system *system)
{
	uint64_t end = system->core.load_address + system->declared->core_bytes;

	for (uint32_t i = 0; i < system->declared->core_region_count; i++) {
		const struct declared_core_region *region = &system->core_regions[i];
		uint64_t rest = region->pa > end ? region->pa : end;

		if (region->kind > DECLARED_CORE_DATA || region->pa + region->size <= end)
			continue;
		if (!image_is_zero(&system->image, rest, region->pa + region->size - rest))
			finding_add(system->findings, VERIFY_CORE_BUILD,
				    "the core's memory at 0x%" PRIx64 " isn't part of its build",
				    rest);
	}
}

static void print_hash(char text[2 * SHA256_BYTES + 1], const uint8_t hash[SHA256_BYTES])
{
	for (unsigned i = 0; i < SHA256_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
}

/*
 * Moves the core back to 0, its link address. The list of relocations itself isn't changed, so a core with another list has
 * another hash.
 */
static void undo_relocations(const struct system *system, uint8_t *core, uint64_t size)
{
	uint64_t first = system->core.relocations, next = first;
	uint64_t end = first + (uint64_t)system->core.relocation_count * sizeof(uint32_t);

	for (; end <= size && next < end; next += sizeof(uint32_t)) {
		uint32_t at;
		uint64_t word;

		memcpy(&at, core + next, sizeof(at));
		if (at > size - sizeof(word) || (at < end && at + sizeof(word) > first))
			continue;
		memcpy(&word, core + at, sizeof(word));
		word -= system->core.load_address;
		memcpy(core + at, &word, sizeof(word));
	}
}

static void check_hash(struct system *system)
{
	const size_t from = offsetof(struct bulkhead_core_header, manifest);
	const size_t to = offsetof(struct bulkhead_core_header, end) + sizeof(system->core.end);
	uint64_t size = system->declared->core_bytes;
	const uint8_t *bytes = image_at(&system->image, system->core.load_address, size);
	uint8_t hash[SHA256_BYTES], *copy;
	char text[2 * SHA256_BYTES + 1], expected[sizeof(text)];

	if (!bytes || size < sizeof(system->core)) {
		finding_add(system->findings, VERIFY_CORE_BUILD,
			    "the image hasn't got the core's %" PRIu64 " bytes", size);
		return;
	}
	copy = zalloc(size, 1);
	memcpy(copy, bytes, size);
	memset(copy + from, 0, to - from);
	undo_relocations(system, copy, size);
	sha256(copy, size, hash);
	free(copy);
	print_hash(text, hash);
	memcpy(system->core_hash, text, sizeof(text));
	print_hash(expected, system->declared->core_hash);
	if (memcmp(hash, system->declared->core_hash, sizeof(hash)))
		finding_add(system->findings, VERIFY_CORE_BUILD,
			    "the core has the hash %s, declared %s", text, expected);
	if (system->expected_core && strcmp(system->expected_core, text))
		finding_add(system->findings, VERIFY_CORE_BUILD,
			    "the core has the hash %s, expected %s", text, system->expected_core);
}

void check_build(struct system *system)
{
	check_segments(system);
	check_contents(system);
	check_core_memory(system);
	check_hashed(system);
	check_hash(system);
}
