/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/buddy.h>
#include <skiff/test.h>

#define POOL  65536
#define SLOTS 48

static uint64_t pool[POOL / 8];

TEST(buddy_random_use)
{
	struct buddy b;
	unsigned char *block[SLOTS] = {NULL};
	bool right;
	size_t left;

	/* Initial memory has any contents: here it looks like states of free blocks. */
	memset(pool, 0x80, POOL);
	right = buddy_init(&b, pool, POOL, 5) == 0;
	left = buddy_left(&b);

	for (int step = 0; right && step < 3000; step++) {
		int i = rand() % SLOTS;
		size_t n = (size_t)rand() % 3000;

		if (block[i]) {
			for (size_t j = 0; j < buddy_usable(&b, block[i]); j++)
				right = right && block[i][j] == i;
			buddy_free(&b, block[i]);
			block[i] = NULL;
		} else if ((block[i] = buddy_alloc(&b, n))) {
			right = right && buddy_usable(&b, block[i]) >= n;
			right = right && (uintptr_t)block[i] % (n > 2048  ? 4096
								: n > 512 ? 1024
									  : 32) ==
					     0;
			right = right && (n < 33 || buddy_usable(&b, block[i]) < 2 * n);
			memset(block[i], i, buddy_usable(&b, block[i]));
		}
		right = right && buddy_check(&b) == 0;
	}
	CHECK(right);
	for (int i = 0; i < SLOTS; i++)
		buddy_free(&b, block[i]);
	CHECK(buddy_left(&b) == left && buddy_check(&b) == 0);
}

TEST(buddy_limits)
{
	struct buddy b;

	CHECK(buddy_init(&b, pool, 8, 4) == -EINVAL && buddy_init(&b, pool, POOL, 3) == -EINVAL);
	CHECK(buddy_init(&b, pool, POOL, 21) == -EINVAL);
	CHECK(buddy_init(&b, pool, 4096 + 17, 4) == 0 && buddy_check(&b) == 0);
	CHECK(buddy_alloc(&b, 8192) == NULL && buddy_alloc(&b, SIZE_MAX) == NULL);
	CHECK(buddy_alloc(&b, 0) != NULL);
}

/* The start doesn't write states that no block needs yet: here those inside the block of units 2048 to 4095. */
TEST(buddy_start_is_not_linear)
{
	struct buddy b;

	memset(pool, 0x5a, POOL);
	CHECK(buddy_init(&b, pool, POOL, 4) == 0 && b.state[4000] == 0x5a);
}
