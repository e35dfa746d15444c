/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two guests with a channel that each finds in its device tree: numbers go to and fro through the shared memory, each
 * announced by a doorbell that ends the other's WFI. Between them, every misuse of a doorbell.
 */
#pragma once
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define ROUNDS	  2000
#define E_BUSY	  ((uint64_t)BULKHEAD_E_BUSY)
#define E_INVALID ((uint64_t)BULKHEAD_E_INVALID)

/* The content of the channel `talk`. */
struct shared {
	volatile uint64_t to_pong, to_ping, misuses, done;
};

/* Numbers of doorbells that no VM here has. */
static const uint64_t wrong[] = {3, 4, 100, 0x7fffffff, 0xffffffff, 1ull << 32, ~0ull, 1ull << 63};
#define WRONG (sizeof(wrong) / sizeof(wrong[0]))

static inline uint64_t ring(uint64_t index)
{
	uint64_t x[8] = {BULKHEAD_HVC_DOORBELL, index};

	hvc(x);
	return x[0];
}

static inline uint64_t misuse(uint64_t round)
{
	return ring(wrong[round % WRONG]) != E_INVALID;
}

static inline void listen(const struct tree_channel *c)
{
	gic_init();
	gic_enable(c->intid);
}

/* Waits until `*word` is `value`, woken by the doorbell alone. Returns how many doorbells rang. */
static inline uint64_t wait_for(volatile uint64_t *word, uint64_t value, uint32_t intid)
{
	uint64_t rings = 0;

	while (*word != value) {
		uint32_t got;

		__asm__ volatile("wfi" ::: "memory");
		while ((got = gic_take()) != GIC_NONE)
			rings += got == intid;
	}
	return rings;
}
