/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Translation tables: 4 KiB granule, 36-bit addresses, so the first table has 64 entries of 1 GiB
 * (Arm ARM D8.2). A writable page is never executable; nothing is mapped at address 0.
 */
#include <skiff/config.h>
#include "mmu.h"

#define VA_BITS 36
#define BLOCK	((uintptr_t)2 << 20)

/* Descriptors (Arm ARM D8.3) */
#define DESC_VALID     1ull
#define DESC_TABLE     2ull /* levels 1, 2: table; level 3: page */
#define DESC_ATTR(i)   ((uint64_t)(i) << 2)
#define DESC_READ_ONLY (1ull << 7)
#define DESC_SH_INNER  (3ull << 8)
#define DESC_AF	       (1ull << 10)
#define DESC_PXN       (1ull << 53)
#define DESC_UXN       (1ull << 54)
#define DESC_ADDRESS   0x0000fffffffff000ull

/* MAIR_EL1: attribute 0 normal write-back, 1 device-nGnRE */
#define MAIR_VALUE 0x04ffull

#define TCR_T0SZ(bits)	(64ull - (bits))
#define TCR_IRGN0_WBWA	(1ull << 8)
#define TCR_ORGN0_WBWA	(1ull << 10)
#define TCR_SH0_INNER	(3ull << 12)
#define TCR_EPD1	(1ull << 23)
#define TCR_IPS_36_BITS (1ull << 32)

#define SCTLR_M	  (1u << 0)
#define SCTLR_C	  (1u << 2)
#define SCTLR_SA  (1u << 3)
#define SCTLR_I	  (1u << 12)
#define SCTLR_WXN (1u << 19)

extern char __image_start[], __text_end[], __data_start[];

/* The state of the tables' construction. It is on the stack at first: .bss isn't mapped yet. */
struct space {
	uint64_t *root;
	uintptr_t next, end; /* unused memory, for further tables */
};
static struct space space;

static uint64_t attributes(enum mmu_kind kind)
{
	uint64_t common = DESC_VALID | DESC_AF | DESC_UXN;

	switch (kind) {
	case MMU_TEXT:
		return common | DESC_SH_INNER | DESC_READ_ONLY;
	case MMU_RODATA:
		return common | DESC_SH_INNER | DESC_READ_ONLY | DESC_PXN;
	case MMU_DATA:
		return common | DESC_SH_INNER | DESC_PXN;
	default:
		return common | DESC_ATTR(1) | DESC_PXN;
	}
}

static uint64_t *new_table(struct space *s)
{
	uint64_t *table = (uint64_t *)s->next;

	if (s->end - s->next < PAGE)
		return NULL;
	s->next += PAGE;
	for (unsigned int i = 0; i < PAGE / 8; i += 2)
		table[i] = table[i + 1] = 0;
	return table;
}

static int map(struct space *s, uintptr_t start, uintptr_t end, enum mmu_kind kind)
{
	uint64_t leaf = attributes(kind);

	if (end > MMU_END)
		return 0;
	while (start < end) {
		uint64_t *table = s->root;
		unsigned int shift = 30;

		/* Go down to the level at which a block fits. */
		while (shift > 12 && ((start | (end - start)) & ((1ull << shift) - 1)) &&
		       (start & ((1ull << shift) - 1) || end - start < 1ull << shift)) {
			uint64_t *entry = &table[start >> shift & 511];

			if (!(*entry & DESC_VALID)) {
				uint64_t *below = new_table(s);

				if (!below)
					return 0;
				*entry = (uintptr_t)below | DESC_TABLE | DESC_VALID;
			} else if (!(*entry & DESC_TABLE)) {
				break; /* a block covers it */
			}
			table = (uint64_t *)(*entry & DESC_ADDRESS);
			shift -= 9;
		}
		/* Write all entries of this table that the range covers, without going down again for each. */
		do {
			if (!(table[start >> shift & 511] & DESC_VALID))
				table[start >> shift & 511] =
				    start | leaf | (shift == 12 ? DESC_TABLE : 0);
			start = (start & -(1ull << shift)) + (1ull << shift);
		} while (start < end && end - start >= 1ull << shift &&
			 (start >> shift & 511) != 0);
	}
	return 1;
}

int mmu_map(uintptr_t start, uintptr_t end, enum mmu_kind kind)
{
	int done = map(&space, start, end, kind);

	__asm__ volatile("dsb ishst; isb" : : : "memory");
	return done;
}

void mmu_resume(uintptr_t tables, uintptr_t next)
{
	space = (struct space){(uint64_t *)tables, next, tables + MMU_TABLES * PAGE};
}

/* With the MMU off, memory was written past the caches: drop the stale lines that these may hold. */
static void invalidate(uintptr_t start, uintptr_t end)
{
	uint64_t ctr;

	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	for (uintptr_t line = 4u << (ctr >> 16 & 15); start < end; start += line)
		__asm__ volatile("dc ivac, %0" : : "r"(start) : "memory");
}

uintptr_t mmu_start(uintptr_t tables, uintptr_t fdt)
{
	struct space s = {.next = tables, .end = tables + MMU_TABLES * PAGE};
	uintptr_t stack = s.end + PAGE;
	uintptr_t tree = fdt & -BLOCK;
	uint64_t sctlr;

	s.root = new_table(&s);
	map(&s, (uintptr_t)__image_start, (uintptr_t)__text_end, MMU_TEXT);
	map(&s, (uintptr_t)__text_end, (uintptr_t)__data_start, MMU_RODATA);
	map(&s, (uintptr_t)__data_start, s.end, MMU_DATA);
	map(&s, stack, stack + CONFIG_VIRT_STACK_SIZE, MMU_DATA);
	/* A device tree is at most 2 MiB, but may straddle two blocks. */
	map(&s, tree, tree + 2 * BLOCK, MMU_TREE);
	invalidate((uintptr_t)__data_start, stack + CONFIG_VIRT_STACK_SIZE);

	__asm__ volatile("msr mair_el1, %0" : : "r"(MAIR_VALUE));
	__asm__ volatile("msr tcr_el1, %0"
			 :
			 : "r"(TCR_T0SZ(VA_BITS) | TCR_IRGN0_WBWA | TCR_ORGN0_WBWA | TCR_SH0_INNER |
			       TCR_EPD1 | TCR_IPS_36_BITS));
	__asm__ volatile("msr ttbr0_el1, %0" : : "r"(tables));
	__asm__ volatile("dsb sy; tlbi vmalle1; ic iallu; dsb sy; isb" : : : "memory");
	__asm__ volatile("mrs %0, sctlr_el1" : "=r"(sctlr));
	sctlr |= SCTLR_M | SCTLR_C | SCTLR_SA | SCTLR_I | SCTLR_WXN;
	__asm__ volatile("msr sctlr_el1, %0; isb" : : "r"(sctlr) : "memory");
	return s.next;
}
