/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/print.h>
#include <skiff/test.h>

/* More than the buffer holds, and the count is of all of it. */
TEST(print_counts_long_output)
{
	CHECK(print("%100s%s", "", "\n") == 101);
	CHECK(print("%s", "") == 0);
}
