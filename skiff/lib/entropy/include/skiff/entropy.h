/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers that can't be guessed: ChaCha20 (RFC 8439), keyed from the machine's best source. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where the key came from, best first. */
enum entropy_source {
	ENTROPY_RNDR,	  /* the processor's random-number instruction */
	ENTROPY_FIRMWARE, /* TRNG service of firmware or hypervisor (Arm DEN0098) */
	ENTROPY_HOST,	  /* the host's getrandom */
	ENTROPY_JITTER,	  /* only the counter: not for secrets */
};

/** Fill with random bytes. The key changes after each call, so a later state doesn't reveal earlier output. */
void entropy_get(void *to, size_t size);

/** The source that the generator was keyed from. Anything but ENTROPY_JITTER is fit for secrets. */
enum entropy_source entropy_source(void);
