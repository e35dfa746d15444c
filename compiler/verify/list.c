/* SPDX-License-Identifier: BSD-3-Clause */
#include "list.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void out_of_memory(void)
{
	fprintf(stderr, "bulkhead: out of memory\n");
	exit(1);
}

void *zalloc(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		out_of_memory();
	return memory;
}

void *list_add(void **list, size_t *count, size_t *capacity, size_t size)
{
	if (*count == *capacity) {
		*capacity = *capacity ? 2 * *capacity : 16;
		*list = reallocarray(*list, *capacity, size);
		if (!*list)
			out_of_memory();
	}
	return memset((char *)*list + (*count)++ * size, 0, size);
}

#define SET_FREE UINT64_MAX

/* Finaliser of SplitMix64 (Steele, Lea, Flood 2014): page addresses differ in few bits. */
static uint64_t mix(uint64_t key)
{
	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9ull;
	key = (key ^ key >> 27) * 0x94d049bb133111ebull;
	return key ^ key >> 31;
}

static int set_insert(uint64_t *keys, size_t capacity, uint64_t key)
{
	size_t at = mix(key) & (capacity - 1);

	while (keys[at] != SET_FREE) {
		if (keys[at] == key)
			return 0;
		at = (at + 1) & (capacity - 1);
	}
	keys[at] = key;
	return 1;
}

int set_add(struct set *set, uint64_t key)
{
	if (2 * set->count >= set->capacity) {
		size_t capacity = set->capacity ? 2 * set->capacity : 64;
		uint64_t *keys = zalloc(capacity, sizeof(*keys));

		memset(keys, 0xff, capacity * sizeof(*keys));
		for (size_t i = 0; i < set->capacity; i++)
			if (set->keys[i] != SET_FREE)
				set_insert(keys, capacity, set->keys[i]);
		free(set->keys);
		set->keys = keys;
		set->capacity = capacity;
	}
	if (!set_insert(set->keys, set->capacity, key))
		return 0;
	set->count++;
	return 1;
}

void set_free(struct set *set)
{
	free(set->keys);
	*set = (struct set){0};
}
