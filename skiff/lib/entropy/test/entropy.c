/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/entropy.h>
#include <skiff/test.h>

TEST(entropy_differs_each_time)
{
	uint8_t a[100], b[100];
	int bits = 0;

	entropy_get(a, sizeof(a));
	entropy_get(b, sizeof(b));
	for (int i = 0; i < 100; i++)
		for (int differ = a[i] ^ b[i]; differ; differ &= differ - 1)
			bits++;
	/* 400 of 800 expected, standard deviation 14. */
	CHECK(bits > 300 && bits < 500);
	CHECK(entropy_source() <= ENTROPY_JITTER);
}
