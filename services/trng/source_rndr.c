/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FEAT_RNG. RNDRRS gives numbers from a generator that is reseeded from the true random source
 * before each read (Arm ARM, D19.2.115); NZCV is 0b0100 if no number came in reasonable time.
 */
#include <bulkhead/bootinfo.h>
#include "trng.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_CPU_RNG, 0);

#define TRIES 16

/* d3a7d5cf-9be8-4b8e-8f4f-27ce6c1f0c01 */
const uint32_t source_uuid[4] = {0xcfd5a7d3, 0x8e4be89b, 0xce274f8f, 0x010c1f6c};

static bool rndrrs(uint64_t *value)
{
	uint64_t ok;

	/* RNDRRS is S3_3_C2_C4_1; an assembler for ARMv8.0 knows it by its encoding. */
	__asm__ volatile("mrs %0, s3_3_c2_c4_1\n\tcset %1, ne" : "=r"(*value), "=r"(ok) : : "cc");
	return ok;
}

const char source_name[] = "entropy from FEAT_RNG (RNDRRS)\n";

int source_init(void)
{
	uint64_t value;

	/* On a machine without it the instruction is undefined, so the instance fails. */
	rndrrs(&value);
	return 0;
}

bool source_words(uint64_t *words, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		unsigned int tries = 0;

		while (!rndrrs(&words[i]))
			if (++tries == TRIES)
				return false;
	}
	return true;
}
