/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of addresses: what a guest names must not be accessed as if it were the machine's. */
#pragma once
#include <stdint.h>

/* Physical: what the core itself accesses, with its identity map. */
typedef struct {
	uint64_t value;
} pa_t;

/* Intermediate physical: what a guest, or an extension, takes for physical. */
typedef struct {
	uint64_t value;
} ipa_t;

static inline pa_t pa_of(uint64_t base, uint64_t offset)
{
	return (pa_t){base + offset};
}
