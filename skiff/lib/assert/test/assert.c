/* SPDX-License-Identifier: BSD-3-Clause */
/* test/fault tests that a failed assertion ends the machine. */
#include <skiff/assert.h>
#include <skiff/test.h>

TEST(assert_evaluates_only_if_configured)
{
	int evaluated = 0;

	assert(++evaluated);
#ifdef CONFIG_ASSERT
	CHECK(evaluated == 1);
#else
	CHECK(evaluated == 0);
#endif
}

TEST(stack_bounds_hold_the_running_stack)
{
	uintptr_t low, high, here = (uintptr_t)__builtin_frame_address(0);

	stack_bounds(&low, &high);
	CHECK(low < here && here < high);
}
