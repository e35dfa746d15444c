/* SPDX-License-Identifier: BSD-3-Clause */
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
	void *p = aligned_alloc(64, 100);

	CHECK((uintptr_t)p % 64 == 0);
	free(p);
}

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
