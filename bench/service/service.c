/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One of many small services on a core. Each sleeps until the same deadlines, `period` apart from `first` on
 * (milliseconds of the virtual counter, which starts at power-on for all), serves a request and sleeps again; one
 * second after the last it prints one line: when it started, and when it had served each round, in ticks after
 * the deadline. The last of N to be served was served at N times the cost of a request.
 */
#include <skiff/args.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/timer.h>

#define ROUNDS 4
#define NS_PER_MS 1000000ull

static uint64_t served[ROUNDS];
static volatile uint32_t state = 1;

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

int main(int argc, char **argv)
{
	uint64_t at_main = time_ticks();
	uint64_t first = (uint64_t)args_number("first", 100) * NS_PER_MS;
	uint64_t period = (uint64_t)args_number("period", 100) * NS_PER_MS;

	(void)argc, (void)argv;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t deadline = time_ns_to_ticks(first + (uint64_t)round * period);

		sleep_until(deadline);
		serve();
		served[round] = time_ticks() - deadline;
	}
	sleep_until(time_ns_to_ticks(first + ROUNDS * period + 1000 * NS_PER_MS));
	print("served %lu %lu", (unsigned long)machine.started, (unsigned long)at_main);
	for (int round = 0; round < ROUNDS; round++)
		print(" %lu", (unsigned long)served[round]);
	print("\n");
	return 0;
}
