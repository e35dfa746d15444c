/* SPDX-License-Identifier: BSD-3-Clause */
/* The TRNG firmware interface 1.0 (Arm DEN0098), and what a source of entropy provides. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <arm/smccc.h>

#define TRNG_WORDS 3 /* 192 bits, the limit of one call */

/** Answer a call of the interface, or any other with NOT_SUPPORTED.
 *
 * @param x  the client's x0 to x7; on return x[0] to x[3] are its results */
void trng_smc(uint64_t x[8]);

/* --- A source, chosen by linking --------------------------------------------------------------- */

/** Its UUID (RFC 4122), as four words. */
extern const uint32_t source_uuid[4];
/** Its description: a line of at most 56 characters. */
extern const char source_name[];

/** Set the source up. @return 0, or a negative errno: there is no such source */
int source_init(void);

/** Get `count` words (1 to TRNG_WORDS) of full entropy.
 *
 * @return false: none now, and nothing is stored; the caller tries again later */
bool source_words(uint64_t *words, unsigned int count);
