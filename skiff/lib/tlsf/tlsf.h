/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of the TLSF allocator. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/config.h>
#include <skiff/tlsf.h>

/* 16 second-level lists for each power of two; below 256 one list for each multiple of 16. */
#define SL_SHIFT    4
#define SL_COUNT    (1u << SL_SHIFT)
#define SMALL_SHIFT (SL_SHIFT + 4)
#define SMALL	    (1u << SMALL_SHIFT)
#define FL_COUNT    (36 - SMALL_SHIFT + 1)

/* Freed blocks up to this size are kept unmerged for the next malloc of their size. */
#define QUICK_MAX 512u
/* Size of the piece from which small blocks are cut, front first, while no freed one is kept. */
#define CARVE_SIZE 4096u

#define BLOCK_MIN 32u

/*
 * A block. `previous` is valid only if the previous block is free; otherwise it is the end of that block's payload. So a used
 * block costs only the 8 bytes of `size`. next and prev exist in free blocks only.
 */
struct block {
	struct block *previous;
	size_t size; /* size of the whole block, a multiple of 16; and flags */
	struct block *next, *prev;
};
#define PAYLOAD	      16u
#define FREE	      1u
#define PREVIOUS_FREE 2u
#define SIZE_MASK     (~(size_t)15)
#define KEPT	      4u /* kept for the next malloc of its size; finds a second free */

struct tlsf {
	uint32_t fl;		    /* bit i: sl[i] != 0 */
	uint32_t sl[FL_COUNT];	    /* bit j: list[i][j] isn't empty */
	struct block *first, *last; /* last: sentinel of size 0, never free */
	struct block *list[FL_COUNT][SL_COUNT];
#ifdef CONFIG_TLSF_QUICK
	struct block *quick[QUICK_MAX / 16 + 1];
	struct block *carve; /* piece to cut small blocks from, marked as used; NULL: none */
#endif
};

/** Merge all kept small blocks, and give them back to the lists. */
void tlsf_merge_kept(struct tlsf *t);

static inline size_t block_size(const struct block *b)
{
	return b->size & SIZE_MASK;
}

static inline struct block *block_next(const struct block *b)
{
	return (struct block *)((char *)b + block_size(b));
}

static inline void *block_payload(struct block *b)
{
	return (char *)b + PAYLOAD;
}

static inline struct block *block_of(const void *payload)
{
	return (struct block *)((char *)payload - PAYLOAD);
}

/* Index of the highest bit; size > 0. */
static inline unsigned int highest(size_t size)
{
	return 63u - (unsigned int)__builtin_clzl(size);
}

/* The list that a block of this size belongs to. */
static inline void tlsf_class(size_t size, unsigned int *fl, unsigned int *sl)
{
	if (size < SMALL) {
		*fl = 0;
		*sl = (unsigned int)(size / (SMALL / SL_COUNT));
	} else {
		unsigned int top = highest(size);

		*fl = top - SMALL_SHIFT + 1;
		*sl = (unsigned int)(size >> (top - SL_SHIFT)) ^ SL_COUNT;
	}
}
