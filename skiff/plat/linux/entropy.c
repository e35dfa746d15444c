/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/random.h>
#include "../../lib/entropy/source.h"

bool entropy_seed(uint32_t seed[8])
{
	return getrandom(seed, 32, 0) == 32;
}

enum entropy_source entropy_seed_source(void)
{
	return ENTROPY_HOST;
}
