/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/spin.h>
#include <skiff/test.h>

TEST(spin_lock_hands_out_tickets_in_order)
{
	struct spin s = SPIN_INIT;
	bool right = true;

	/* Also across the wrap of the tickets. */
	for (int i = 0; i < 70000; i++) {
		spin_lock(&s);
		right = right && (uint16_t)(s.next - s.serving) == 1;
		spin_unlock(&s);
	}
	CHECK(right && s.next == s.serving);
}
