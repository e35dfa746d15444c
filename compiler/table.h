/* SPDX-License-Identifier: BSD-3-Clause */
/* Translation tables, 4 KiB granule (Arm DDI 0487, D8.2): stage 2 of the VMs, stage 1 of EL2. */
#pragma once
#include "host.h"

/* Pages of tables, which will lie at `base`. */
struct tables {
	uint64_t base;
	LIST(uint8_t) bytes;
	uint64_t small, small_end; /* the rest of a page of small roots */
};

/*
 * Appends `pages` zeroed pages (a power of two), aligned to their size. Returns their physical address.
 */
uint64_t tables_add(struct tables *tables, unsigned pages);
/*
 * Maps [input, input + size) to `output` below `root`, whose level is `level` (1 or 2; the root may
 * be concatenated), with the largest blocks and contiguous hints. attributes: the leaf's lower and
 * upper attributes without its type bits. False: something is mapped there already, or an address
 * is no multiple of 4 KiB.
 */
bool tables_map(struct tables *tables, uint64_t root, unsigned level, uint64_t input,
		uint64_t output, uint64_t size, uint64_t attributes);
/*
 * Address bits of a stage-2 space whose addresses end at `end`: 25 to 30, 39 or 40; 0: too large. Then, for a space of so many
 * bits, its start level.
 */
unsigned stage2_bits(uint64_t end);
unsigned stage2_level(unsigned bits);
/*
 * Appends the root of a stage-2 space of so many bits, aligned to its size, and returns its physical address. Below 30 bits
 * it is smaller than a page, and lies in a page with others: the MMU reads no entry behind its end (DDI 0487, D8.2.7).
 */
uint64_t stage2_add_root(struct tables *tables, unsigned bits);
/* The alignment that lets the largest blocks map `size` bytes: 2 MiB, 64 KiB or a page. */
uint64_t tables_alignment(uint64_t size);
