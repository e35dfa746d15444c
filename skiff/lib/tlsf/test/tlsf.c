/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/test.h>
#include <skiff/tlsf.h>

#define POOL  65536
#define SLOTS 64

static uint64_t pool[POOL / 8];

static void fill(unsigned char *p, size_t n, int seed)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(seed + (int)i);
}

static bool filled(const unsigned char *p, size_t n, int seed)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != (unsigned char)(seed + (int)i))
			return false;
	return true;
}

/* Blocks keep their contents and the heap its invariants through random use. */
TEST(tlsf_random_use)
{
	struct tlsf *t = tlsf_create(pool, POOL);
	unsigned char *block[SLOTS] = {NULL};
	size_t size[SLOTS];
	bool right = t != NULL;

	for (int step = 0; right && step < 3000; step++) {
		int i = rand() % SLOTS;
		size_t n = (size_t)rand() % (rand() % 8 ? 300 : 4000);

		if (!block[i]) {
			size_t align = (size_t)1 << (rand() % 9);

			block[i] = rand() % 4 ? tlsf_malloc(t, n) : tlsf_memalign(t, align, n);
			right = right && (uintptr_t)block[i] % 16 == 0;
		} else if (rand() % 3 == 0) {
			unsigned char *moved = tlsf_realloc(t, block[i], n);

			right = right && filled(moved ? moved : block[i],
						moved && n < size[i] ? n : size[i], i);
			if (!moved)
				continue;
			block[i] = moved;
		} else {
			right = right && filled(block[i], size[i], i);
			tlsf_free(t, block[i]);
			block[i] = NULL;
		}
		size[i] = n;
		if (block[i]) {
			fill(block[i], n, i);
			right = right && tlsf_usable(block[i]) >= n;
		}
		right = right && tlsf_check(t) == 0;
	}
	CHECK(right);
}

TEST(tlsf_merges_all_back)
{
	struct tlsf *t = tlsf_create(pool, POOL);
	void *block[100];
	size_t before, after;

	tlsf_statistics(t, NULL, &before);
	for (int i = 0; i < 100; i++)
		block[i] = tlsf_malloc(t, 64);
	for (int i = 0; i < 100; i++)
		tlsf_free(t, block[i * 37 % 100]);
	/* More than any kept block: all must be merged into one. */
	block[0] = tlsf_malloc(t, before - 4096);
	CHECK(block[0] != NULL);
	tlsf_free(t, block[0]);
	tlsf_statistics(t, NULL, &after);
	CHECK(before == after && tlsf_check(t) == 0);
}

TEST(tlsf_small_overhead)
{
	struct tlsf *t = tlsf_create(pool, POOL);
	char *a = tlsf_malloc(t, 64), *b = tlsf_malloc(t, 64);

	CHECK(b - a <= 80);
}

TEST(tlsf_limits)
{
	struct tlsf *t = tlsf_create(pool, POOL);

	CHECK(tlsf_create(pool, 64) == NULL);
	CHECK(tlsf_malloc(t, POOL) == NULL && tlsf_malloc(t, SIZE_MAX) == NULL);
	CHECK(tlsf_malloc(t, SIZE_MAX - 8) == NULL && tlsf_memalign(t, 48, 8) == NULL);
	CHECK(tlsf_malloc(t, 0) != NULL);
	CHECK((uintptr_t)tlsf_memalign(t, 4096, 100) % 4096 == 0);
	tlsf_free(t, NULL);
	CHECK(tlsf_check(t) == 0);
}

TEST(tlsf_check_sees_damage)
{
	struct tlsf *t = tlsf_create(pool, POOL);
	char *a = tlsf_malloc(t, 100);

	tlsf_malloc(t, 100);
	memset(a, 0xff, tlsf_usable(a) + 8);
	CHECK(tlsf_check(t) != 0);
}
