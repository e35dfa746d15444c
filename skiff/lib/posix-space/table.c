/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Translation tables: further ones in the tree that the platform has begun, of 4 KiB granule and 36-bit
 * addresses (plat/virt/mmu.c; Arm ARM D8.3). Program and image share all of it, as both run at EL1.
 */
#include <string.h>
#include "inside.h"

#define DESC_VALID     1ull
#define DESC_TABLE     2ull /* levels 1, 2: table; level 3: page */
#define DESC_READ_ONLY (1ull << 7)
#define DESC_SH_INNER  (3ull << 8)
#define DESC_AF	       (1ull << 10)
#define DESC_PXN       (1ull << 53)
#define DESC_UXN       (1ull << 54)
#define DESC_OWNED     (1ull << 55) /* for software: the page is a frame */
#define DESC_ADDRESS   0x0000fffffffff000ull

#define TOP_SHIFT  30 /* of the first level: 1 GiB an entry */
#define PAGE_SHIFT 12
#define LEVEL_BITS 9
#define ENTRIES	   512u

static void synchronize(void)
{
	__asm__ volatile("dsb ishst; isb" : : : "memory");
}

uint64_t *entry_of(uintptr_t at, bool make)
{
	uint64_t *table;

	__asm__("mrs %0, ttbr0_el1" : "=r"(table));
	for (unsigned int shift = TOP_SHIFT; shift > PAGE_SHIFT; shift -= LEVEL_BITS) {
		uint64_t *entry = &table[at >> shift & (ENTRIES - 1)];

		if (!(*entry & DESC_VALID)) {
			void *below = make ? frame_take() : NULL;

			if (!below)
				return NULL;
			memset(below, 0, PAGE);
			synchronize();
			*entry = (uintptr_t)below | DESC_TABLE | DESC_VALID;
		} else if (!(*entry & DESC_TABLE)) {
			return NULL; /* the platform's own block */
		}
		table = (uint64_t *)(*entry & DESC_ADDRESS);
	}
	return &table[at >> PAGE_SHIFT & (ENTRIES - 1)];
}

uint64_t *entry_next(uintptr_t *at, uintptr_t end)
{
	const uintptr_t table_covers = PAGE * ENTRIES;

	while (*at < end) {
		uint64_t *entry = entry_of(*at, false);

		if (entry && *entry)
			return entry;
		*at = entry ? *at + PAGE : (*at | (table_covers - 1)) + 1;
	}
	return NULL;
}

void *entry_page(const uint64_t *entry)
{
	return (void *)(*entry & DESC_ADDRESS);
}

bool entry_owned(const uint64_t *entry)
{
	return *entry & DESC_OWNED;
}

bool entry_valid(const uint64_t *entry)
{
	return *entry & DESC_VALID;
}

static void invalidate(uintptr_t at)
{
	__asm__ volatile("dsb ishst; tlbi vaae1, %0; dsb ish; isb"
			 :
			 : "r"(at >> PAGE_SHIFT)
			 : "memory");
}

void entry_set(uint64_t *entry, uintptr_t at, const void *page, int protection, bool owned)
{
	uint64_t was = *entry;
	uint64_t leaf = (uintptr_t)page | DESC_TABLE | DESC_AF | DESC_UXN | DESC_SH_INNER;

	if (protection)
		leaf |= DESC_VALID;
	if (!(protection & POSIX_PROT_WRITE))
		leaf |= DESC_READ_ONLY;
	if (!(protection & POSIX_PROT_EXEC))
		leaf |= DESC_PXN;
	if (owned)
		leaf |= DESC_OWNED;
	/* Break before make (D8.14.1): only the rights of the same page may change at once. */
	if ((was & DESC_VALID) && (was & DESC_ADDRESS) != (leaf & DESC_ADDRESS)) {
		*entry = 0;
		invalidate(at);
	}
	*entry = leaf;
	if (was & DESC_VALID)
		invalidate(at);
	else
		synchronize();
}

void entry_clear(uint64_t *entry, uintptr_t at)
{
	uint64_t was = *entry;

	*entry = 0;
	if (was & DESC_VALID)
		invalidate(at);
	if (was & DESC_OWNED)
		frame_give((void *)(was & DESC_ADDRESS));
}

void page_synchronize(const void *page)
{
	uintptr_t start = (uintptr_t)page;
	uint64_t ctr;

	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	for (uintptr_t at = start; at < start + PAGE; at += 4u << (ctr >> 16 & 15))
		__asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
	__asm__ volatile("dsb ish; ic iallu; dsb ish; isb" : : : "memory");
}
