/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two VMs on one core: waker.c, which has the higher priority, waits in WFI; other.c sleeps, rings waker's doorbell, or spins.
 * The waker measures how long its wake-up takes: between marks (marks.h), and from a timer's deadline to its handler.
 */
#pragma once
#include <kit/tree.h>
#include "probe.h"

#define REPEAT 256

enum phase { SLEEP, RING, SPIN, MARKED, END };

/* The content of their channel. */
struct shared {
	volatile uint64_t ready, phase;
};

#define RING_BEHIND(begin, end, index)                                                             \
	do {                                                                                       \
		register uint64_t x0_ __asm__("x0") = BULKHEAD_HVC_DOORBELL;                       \
		register uint64_t x1_ __asm__("x1") = (index);                                     \
		__asm__ volatile(begin "hvc #0" end : "+r"(x0_), "+r"(x1_)::"x2", "x3", "memory"); \
	} while (0)

/** @return the channel of the two VMs, with its doorbell enabled; NULL: there is none */
static inline struct shared *pair_join(struct tree_channel *c)
{
	if (tree_channel("talk", c)) {
		put("pair: FAIL: no channel in the device tree\n");
		return 0;
	}
	interrupts_init();
	gic_enable(c->intid);
	return (struct shared *)c->base;
}
