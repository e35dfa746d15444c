/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/bump.h>
#include <skiff/test.h>

TEST(bump_takes_and_gives_back_the_latest)
{
	static char memory[256] __attribute__((aligned(64)));
	struct bump b;
	char *first, *second;

	bump_init(&b, memory, sizeof(memory));
	first = bump_alloc(&b, 8, 10);
	second = bump_alloc(&b, 64, 10);
	CHECK(first == memory && second == memory + 64 && bump_left(&b) == 256 - 74);
	bump_free(&b, first);
	CHECK(bump_left(&b) == 256 - 74);
	bump_free(&b, second);
	CHECK(bump_alloc(&b, 64, 192) == second);
	bump_free(&b, second);
	first = bump_alloc(&b, 1, 0);
	second = bump_alloc(&b, 1, 0);
	CHECK(first != second);
	CHECK(bump_alloc(&b, 1, bump_left(&b)) != NULL);
	CHECK(bump_alloc(&b, 1, 1) == NULL && bump_alloc(&b, 1, SIZE_MAX) == NULL);
}
