/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's own TRNG, by the same interface. */
#include <errno.h>
#include <skiff/extension.h>
#include "trng.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_SECURE_CALL, TRNG_RND64); /* and TRNG_VERSION */

/* 5b6f5e0a-55b0-4c57-a2d3-cb0e2f4f7a02 */
const uint32_t source_uuid[4] = {0x0a5e6f5b, 0x574cb055, 0x0ecbd3a2, 0x027a4f2f};

const char source_name[] = "entropy from the firmware's TRNG calls\n";

int source_init(void)
{
	uint64_t x[8] = {TRNG_VERSION};

	extension_secure(x);
	return (int32_t)x[0] < (int32_t)TRNG_1_0 ? -ENODEV : 0;
}

bool source_words(uint64_t *words, unsigned int count)
{
	uint64_t x[8] = {TRNG_RND64, count * 64};

	extension_secure(x);
	if (x[0] != TRNG_SUCCESS)
		return false;
	for (unsigned int i = 0; i < count; i++)
		words[i] = x[3 - i];
	return true;
}
