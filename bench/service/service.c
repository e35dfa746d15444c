/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One of many small services on a core, in three stages; times in milliseconds of the virtual counter, which starts at
 * power-on for all:
 *   burst=, period=          two requests, each at the same deadline for all
 *   spread=, gap=, of=, rounds=  requests each at a deadline of its own: `gap` microseconds after the last one's, `of` services
 *   busy=, until=            serves as often as it can (none: 0)
 * At `end` it prints one line: when it was started, its main, how long after the second burst's deadline it had served,
 * how long after its last deadline in the spread, how often in the last stage. Ticks of the counter.
 */
#include <skiff/args.h>
#include <skiff/hypercall.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/timer.h>

#define BURSTS	  2
#define NS_PER_MS 1000000ull
#define NS_PER_US 1000ull

static volatile uint32_t state = 1;

/* All times are read before the first request: a request costs what a request costs. Counter's ticks or nanoseconds. */
static struct {
	uint64_t burst_ns, period_ns, spread_ns, gap_ns, of, rounds, busy, until, end;
} plan;

static uint64_t milliseconds(const char *name)
{
	return (uint64_t)args_number(name, 0) * NS_PER_MS;
}

static void read_plan(void)
{
	plan.burst_ns = milliseconds("burst");
	plan.period_ns = milliseconds("period");
	plan.spread_ns = milliseconds("spread");
	plan.gap_ns = (uint64_t)args_number("gap", 0) * NS_PER_US;
	plan.of = (uint64_t)args_number("of", 1);
	plan.rounds = (uint64_t)args_number("rounds", 0);
	plan.busy = time_ns_to_ticks(milliseconds("busy"));
	plan.until = time_ns_to_ticks(milliseconds("until"));
	plan.end = time_ns_to_ticks(milliseconds("end"));
}

/* A request's work: 64 steps of a generator. */
static void serve(void)
{
	uint32_t x = state;

	for (int i = 0; i < 64; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
	}
	state = x;
}

/* Sleeps until `ns`, serves; ticks after the deadline. */
static uint64_t serve_at(uint64_t ns)
{
	uint64_t deadline = time_ns_to_ticks(ns);

	sleep_until(deadline);
	serve();
	return time_ticks() - deadline;
}

static uint64_t serve_spread(void)
{
	uint64_t late = 0;

	for (uint64_t i = 0; i < plan.rounds; i++)
		late = serve_at(plan.spread_ns + (i * plan.of + bootinfo()->vm) * plan.gap_ns);
	return late;
}

static uint64_t serve_busily(void)
{
	uint64_t count = 0;

	if (!plan.until)
		return 0;
	sleep_until(plan.busy);
	for (; time_ticks() < plan.until; count++)
		serve();
	return count;
}

int main(int argc, char **argv)
{
	uint64_t at_main = time_ticks(), burst = 0, spread, busy;

	(void)argc, (void)argv;
	read_plan();
	for (uint64_t i = 0; i < BURSTS; i++)
		burst = serve_at(plan.burst_ns + i * plan.period_ns);
	spread = serve_spread();
	busy = serve_busily();
	sleep_until(plan.end);
	print("served %lu %lu %lu %lu %lu\n", (unsigned long)machine.started,
	      (unsigned long)at_main, (unsigned long)burst, (unsigned long)spread,
	      (unsigned long)busy);
	return 0;
}
