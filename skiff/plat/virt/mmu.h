/* SPDX-License-Identifier: BSD-3-Clause */
/* The address space of the virt platform. Addresses are the machine's own (identity). */
#pragma once

/* Behind .bss lie the tables, a guard page, main's stack, the pool of the threads' stacks with a guard page below each, and the
 * heap. The tables are: the first one (an entry maps 1 GiB), one for devices, one for the GiB of RAM that has the image, one
 * for a last GiB that isn't whole, and one for each 2 MiB of the image, which is mapped by pages. */
#ifdef CONFIG_VIRT_APPENDED
#define MMU_TABLES_APPENDED 1 /* the last 2 MiB of the appended file, shared with the heap */
#else
#define MMU_TABLES_APPENDED 0
#endif
#define MMU_TABLES (4 + CONFIG_VIRT_IMAGE_BLOCKS + MMU_TABLES_APPENDED)

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#define PAGE ((uintptr_t)4096)

/* The end of the addresses that can be mapped: 64 GiB. */
#define MMU_END ((uintptr_t)1 << 36)

enum mmu_kind { MMU_TEXT, MMU_RODATA, MMU_DATA, MMU_DEVICE };

/* How the device tree's memory is mapped: it becomes part of the heap if the tree is moved. */
#ifdef CONFIG_VIRT_MOVE_TREE
#define MMU_TREE MMU_DATA
#else
#define MMU_TREE MMU_RODATA
#endif

/** Build the tables for the image, the first stack and the device tree, and turn the MMU on. Runs
 * with it off, before .data and .bss are there.
 *
 * @param tables  page-aligned, MMU_TABLES pages
 * @param fdt     where the device tree lies
 * @return the first table that is still unused */
uintptr_t mmu_start(uintptr_t tables, uintptr_t fdt);

/** Take over the tables after mmu_start. */
void mmu_resume(uintptr_t tables, uintptr_t next);

/** Map a range onto itself, by blocks where they fit. Addresses that are mapped already keep their mapping.
 *
 * @param start, end  page-aligned
 * @return 1; or 0: no table is left, or the range ends beyond 64 GiB (a part of it may be mapped then) */
int mmu_map(uintptr_t start, uintptr_t end, enum mmu_kind kind);
#endif
