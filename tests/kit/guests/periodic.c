/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A task of 1 ms beside guests that spin (spin.c). Its bootargs say how many microseconds these guests may take: the sum of
 * their budgets, or twice that sum if one of them saves its budget for the end of a period and goes on in the next (a
 * deferrable server: Strosnider et al. 1995). The test checks when an activation begins, and when its work ends.
 */
#include <kit/guest.h>
#include <kit/gic.h>
#include <kit/tree.h>

#define PERIOD_US 1000
#define ROUNDS	  300
#define BUCKET_US 20
#define BUCKETS	  20
#define WORK	  100000 /* turns of two instructions: 200 us at one instruction a nanosecond */
#define CORE_US	  6	 /* the core's own way: interrupts, switches */

static uint64_t histogram[BUCKETS + 1];

static void work(void)
{
	uint64_t n = WORK;

	__asm__ volatile("1: subs %0, %0, #1\n b.ne 1b" : "+r"(n) : : "cc");
}

static uint64_t microseconds(uint64_t t)
{
	return t * 1000000 / read_sysreg(cntfrq_el0);
}

/* The last bucket counts all longer times. */
static void show(const char *name, const uint64_t *buckets)
{
	put(name);
	for (int i = 0; i <= BUCKETS; i++) {
		put(" ");
		put_number(buckets[i]);
	}
	put("\n");
}

static void maximum(uint64_t *worst, uint64_t value)
{
	*worst = value > *worst ? value : *worst;
}

static void say(const char *name, uint64_t us)
{
	put(name);
	put_number(us);
	put(" us\n");
}

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t allowed = parse_number(&args), deadline, late = 0, response = 0, alone = ~0ull;

	(void)cpu;
	gic_init();
	tick_init();
	/* Measures how long the work takes without interruption: the minimum of several runs. */
	for (int i = 0; i < 16; i++) {
		uint64_t start = now();

		work();
		start = now() - start;
		alone = start < alone ? start : alone;
	}
	alone = microseconds(alone);
	deadline = now();
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t us;

		deadline += ticks(PERIOD_US);
		tick_wait(deadline);
		us = microseconds(now() - deadline);
		maximum(&late, us);
		us /= BUCKET_US;
		histogram[us < BUCKETS ? us : BUCKETS]++;
		work();
		maximum(&response, microseconds(now() - deadline));
	}
	show("periodic.late, buckets of 20 us:", histogram);
	say("periodic.late_worst ", late);
	say("periodic.response_worst ", response);
	say("periodic.work ", alone);
	check("its activations begin in time", late <= allowed + CORE_US, 1);
	check("and end in time", response <= alone + allowed + 2 * CORE_US, 1);
	check("its neighbours took much of what they may", response >= alone + allowed * 3 / 4, 1);
	summary();
}
