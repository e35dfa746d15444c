/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/test.h>

TEST(malloc_family)
{
	char *p = malloc(100), *q = calloc(10, 10);
	bool zero = true;

	CHECK(p && q && heap_usable(p) >= 100);
	for (int i = 0; i < 100; i++)
		zero = zero && q[i] == 0;
	CHECK(zero);
	strcpy(p, "kept");
	p = realloc(p, 5000);
	CHECK(strcmp(p, "kept") == 0 && heap_usable(p) >= 5000);
	p = realloc(p, 10);
	CHECK(strcmp(p, "kept") == 0);
	free(p);
	free(q);
	p = strdup("copy");
	CHECK(strcmp(p, "copy") == 0);
	free(p);
	free(NULL);
	CHECK(heap_check() == 0);
}

TEST(aligned_alloc_aligns)
{
	for (size_t alignment = 1; alignment <= 4096; alignment *= 2) {
		char *p = aligned_alloc(alignment, 100);

		CHECK(p && (uintptr_t)p % alignment == 0 && heap_usable(p) >= 100);
		memset(p, 1, 100);
		free(p);
	}
	errno = 0;
	CHECK(!aligned_alloc(48, 8) && errno == EINVAL && !aligned_alloc(0, 8));
	CHECK(heap_check() == 0);
}

TEST(malloc_of_nothing_is_something_of_its_own)
{
	char *p = malloc(0), *q = malloc(0), *r = realloc(NULL, 0);

	CHECK(p && q && r && p != q && q != r && p != r);
	r = realloc(r, 0);
	CHECK(r);
	free(p);
	free(q);
	free(r);
	CHECK(heap_check() == 0);
}

TEST(blocks_are_aligned_and_apart)
{
	unsigned char *p[64];
	bool right = true;

	for (size_t i = 0; i < 64; i++) {
		p[i] = malloc(i * 7);
		right = right && (uintptr_t)p[i] % 16 == 0;
		memset(p[i], (int)i, i * 7);
	}
	for (size_t i = 0; i < 64; i++) {
		for (size_t j = 0; j < i * 7; j++)
			right = right && p[i][j] == i;
		free(p[i]);
	}
	CHECK(right && heap_check() == 0);
}

#ifndef CONFIG_ALLOC_PANIC
TEST(impossible_sizes_are_refused)
{
	char *p = malloc(100);
	volatile size_t huge = SIZE_MAX;

	strcpy(p, "kept");
	errno = 0;
	CHECK(!malloc(huge) && errno == ENOMEM);
	CHECK(!malloc(huge - 15) && !malloc(huge / 2));
	errno = 0;
	CHECK(!calloc(huge / 16 + 2, 16) && errno == ENOMEM);
	CHECK(!realloc(p, huge) && strcmp(p, "kept") == 0);
	CHECK(!aligned_alloc(4096, huge) && !aligned_alloc(huge / 2 + 1, 1));
	free(p);
	CHECK(heap_check() == 0);
}

#ifndef CONFIG_ALLOC_BUMP
/* Allocate all memory twice: freed memory can be allocated again. */
TEST(memory_runs_out_and_comes_back)
{
	void **first = NULL, **next;
	size_t count = 0, again = 0;

	while ((next = malloc(1 << 20)))
		*next = first, first = next, count++;
	CHECK(count > 0);
	for (; first; first = next)
		next = *first, free(first);
	while ((next = malloc(1 << 20)))
		*next = first, first = next, again++;
	CHECK(again == count);
	for (; first; first = next)
		next = *first, free(first);
	CHECK(heap_check() == 0);
}
#endif
#endif

#ifndef CONFIG_ALLOC_BUMP
TEST(malloc_reuses_memory)
{
	size_t before = heap_free();
	bool right = true;

	for (int i = 0; i < 10000; i++) {
		char *p = malloc(1000);

		right = right && p;
		free(p);
	}
	CHECK(right && heap_free() + 64 >= before);
}
#endif
