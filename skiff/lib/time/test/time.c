/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/time.h>

TEST(time_goes_on)
{
	uint64_t a = time_ticks(), b;
	uint64_t na = time_ns(), nb;

	while ((b = time_ticks()) == a)
		;
	nb = time_ns();
	CHECK(b > a && nb > na);
}

/* A negative time, and the longest that there is. */
TEST(time_deadline_is_never_early)
{
	uint64_t now = time_ticks();

	CHECK(time_deadline(UINT64_MAX) == UINT64_MAX &&
	      time_deadline((uint64_t)-1000) == UINT64_MAX);
	CHECK(time_deadline(UINT64_MAX / 2) > now && time_deadline(0) >= now);
}

TEST(time_conversions_agree)
{
	bool right = true;

	for (uint64_t ns = 1; ns < 1ull << 50; ns = ns * 3 + 1) {
		uint64_t ticks = time_ns_to_ticks(ns), back = time_ticks_to_ns(ticks);

		/* Never early; late by two ticks and a millionth at most. */
		right = right && back + back / 1000000 + 1 >= ns;
		right = right && back <= ns + ns / 1000000 + 2 * time_ticks_to_ns(1) + 2;
	}
	CHECK(right);
}
