/* SPDX-License-Identifier: BSD-3-Clause */
/* Buddy allocator: blocks are powers of two, aligned to their size up to 4 KiB. Not locked. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define BUDDY_ORDERS	32    /* a block has at most 2^31 units */
#define BUDDY_SHIFT_MIN 4     /* smallest unit: 16 bytes */
#define BUDDY_ALIGN	4096u /* blocks are aligned to their size, up to this */

/** A free block's place in its list. */
struct buddy_block {
	struct buddy_block *next; /* NULL: the last */
	struct buddy_block *prev; /* NULL: the first */
};

/** A heap. */
struct buddy {
	uintptr_t base;	    /* address of unit 0 */
	size_t first;	    /* first unit: those before it are no memory */
	size_t units;	    /* number of units */
	unsigned int shift; /* log2 of a unit's bytes */
	uint8_t *state;	    /* state of each unit: see buddy.c */
	uint8_t *touched;   /* a bit for each group of units: their states are set */
	uint32_t map;	    /* bit i: list[i] isn't empty */
	struct buddy_block *list[BUDDY_ORDERS]; /* free blocks of 2^i units */
};

/** Make a heap, with one byte of bookkeeping per unit of memory. It takes a few instructions for each 16 Ki units.
 *
 * @param shift  log2 of the smallest block, 4 to 20
 * @return 0, or -EINVAL: bad shift, or not even one block fits */
int buddy_init(struct buddy *b, void *memory, size_t size, unsigned int shift);

/** @return the smallest block of at least `size` bytes, or NULL */
void *buddy_alloc(struct buddy *b, size_t size);

/** Give a block back and merge it with its free buddies; NULL does nothing. */
void buddy_free(struct buddy *b, void *block);

/** Bytes that a block has. */
size_t buddy_usable(const struct buddy *b, const void *block);

/** Bytes in free blocks. */
size_t buddy_left(const struct buddy *b);

/** Check every block and list. @return 0, or a negative number that tells what is broken */
int buddy_check(const struct buddy *b);
