/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TLSF: two-level segregated fit (Masmano, Ripoll, Crespo, Real: TLSF, a new dynamic memory
 * allocator for real-time systems, ECRTS 2004). Constant time; 8 bytes of overhead a block, sizes
 * in steps of 16 from 32 bytes on. Not locked: the caller must lock.
 */
#pragma once
#include <stddef.h>

#define TLSF_ALIGN 16 /* alignment of every block, in bytes */

/** A heap; lies at the start of its memory. */
struct tlsf;

/** Make a heap of a piece of memory. @return NULL: less than about 4 KiB, or more than 64 GiB */
struct tlsf *tlsf_create(void *memory, size_t size);

/** @return `size` bytes aligned to TLSF_ALIGN, or NULL: no block is large enough. Size 0 is 1. */
void *tlsf_malloc(struct tlsf *t, size_t size);

/** tlsf_malloc() with an alignment that is a power of two. @return NULL also for any other alignment */
void *tlsf_memalign(struct tlsf *t, size_t alignment, size_t size);

/** Change a block's size, in place where possible.
 * @return NULL: no memory, and the block is unchanged
 */
void *tlsf_realloc(struct tlsf *t, void *block, size_t size);

/** Give a block back; NULL does nothing. */
void tlsf_free(struct tlsf *t, void *block);

/** Usable bytes of a block. */
size_t tlsf_usable(const void *block);

/** Bytes in free blocks, and the largest of them (either pointer may be NULL). Merges the kept small blocks, then walks the
 * heap. */
void tlsf_statistics(struct tlsf *t, size_t *free, size_t *largest);

/** Check every block and list. @return 0, or a negative number that tells what is broken */
int tlsf_check(struct tlsf *t);
