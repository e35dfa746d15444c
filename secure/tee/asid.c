/* SPDX-License-Identifier: BSD-3-Clause */
#include "asid.h"
#include <stdbool.h>
#include <stdint.h>

static uint64_t used; /* bit n: number n + 1 */

_Static_assert(ASIDS == 64, "one word of bits");

unsigned int asid_alloc(void)
{
	uint64_t old = __atomic_load_n(&used, __ATOMIC_RELAXED), bit;

	do {
		bit = ~old & -~old; /* the lowest that is free */
		if (!bit)
			return 0;
	} while (!__atomic_compare_exchange_n(&used, &old, old | bit, false, __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
	return (unsigned int)__builtin_ctzll(bit) + 1;
}

void asid_free(unsigned int asid)
{
	if (asid)
		__atomic_fetch_and(&used, ~(1ULL << (asid - 1)), __ATOMIC_RELAXED);
}
