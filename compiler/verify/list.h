/* SPDX-License-Identifier: BSD-3-Clause */
/* Growing arrays, and memory that is never NULL, for a tool that ends when memory is exhausted. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory for `count` elements of `size` bytes (at least one byte); ends the program when
 * there is none. */
void *zalloc(size_t count, size_t size);

/* Makes room for one more element at the end of *list, counts it, and returns it, zeroed. */
void *list_add(void **list, size_t *count, size_t *capacity, size_t size);

/*
 * A set of 64-bit keys (open addressing). All-zero bytes are an empty set. Key ~0 can't be stored.
 */
struct set {
	uint64_t *keys;
	size_t count, capacity;
};
/* Adds `key`. Returns 0 if it was there already, 1 if it is new. */
int set_add(struct set *set, uint64_t key);
void set_free(struct set *set);
