/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One of many small services on a core. It has three stages, whose times are in milliseconds of the virtual counter, which
 * starts at power-on for all services:
 *   burst=, period=          two requests, which all services have at the same time
 *   spread=, gap=, of=, rounds=  requests at different times: each of `of` services has its own `gap` microseconds after the
 * one before
 *   busy=, until=            serves as often as it can (none: 0) At `end` it prints one line, in ticks of the counter: the
 * times of its start and of main, how long after the deadline it had served in the second burst and in the last round of the
 * spread, and how often it served in the last stage.
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

/* The work of a request: 64 steps of a random number generator. */
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

/* Sleep until `ns`, then serve a request. @return ticks from the deadline to the end of the request */
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
