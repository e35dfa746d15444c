/* SPDX-License-Identifier: BSD-3-Clause */
/* Distinct types for kinds of addresses, so that an address that a guest names can't be accessed as a physical one. */
#pragma once
#include <stdint.h>

/* Physical: an address that the core itself accesses, with its identity map. */
typedef struct {
	uint64_t value;
} pa_t;

/* Intermediate physical: an address that a guest or an extension takes for physical. */
typedef struct {
	uint64_t value;
} ipa_t;

static inline pa_t pa_of(uint64_t base, uint64_t offset)
{
	return (pa_t){base + offset};
}
