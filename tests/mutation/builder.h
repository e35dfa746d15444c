/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Builds synthetic images that hold every property, independently of the compiler: the verifier's
 * tests need a second opinion about what the contract in abi/ means.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The name of the channel between guests 2 * i and 2 * i + 1. */
void channel_name(char name[24], unsigned i);

struct built {
	uint8_t *data; /* the ELF file */
	size_t size;
	uint64_t manifest; /* offsets in the file */
	uint64_t tables, tables_size;
};

/*
 * A system of `pairs` guests with one extension each: every guest has a window, an SMC and an MMIO
 * route to its extension, guests 2k and 2k + 1 share a channel; `cpus` CPUs, GICv3. `pages`: size
 * of a guest's RAM in 4 KiB pages, mapped page by page (so that the number of mappings can be
 * chosen). Ends the program when memory does.
 */
struct built built_image(unsigned pairs, unsigned cpus, unsigned pages);
