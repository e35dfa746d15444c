/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of a program by page tables, beside the image's own identity map: areas say what an address is for,
 * pages come when they are touched. Calls are those of skiff/posix/memory.h.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/posix/memory.h>

/* Where a program may have memory: where programs without relocation are linked, and above all RAM. */
#define SPACE_LOW_START	 0x10000ull
#define SPACE_LOW_END	 0x08000000ull /* devices of `virt` lie from here on */
#define SPACE_HIGH_START 0x800000000ull
#define SPACE_HIGH_END	 0x1000000000ull

/** Map memory, replacing earlier mappings.
 *
 * @param at, size    multiples of POSIX_PAGE_SIZE, inside of one of the two ranges above
 * @param protection  POSIX_PROT_*; not both written and executed
 * @param content     the initial contents, which must stay in place; NULL: none
 * @param filled      bytes of the contents; zeros follow
 * @return 0, -EINVAL: beyond the ranges, -EACCES: written and executed, -ENOMEM */
int space_map(uintptr_t at, size_t size, int protection, const char *content, size_t filled);

/** Set the start of the program break: behind the program's own memory. */
void space_set_break(uintptr_t start);

/** Handle a translation or permission fault: map the page.
 * @param at    the address (FAR_EL1)
 * @param esr   ESR_EL1
 * @return false: the program may not access it */
bool space_fault(uintptr_t at, uint64_t esr);
