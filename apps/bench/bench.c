/* SPDX-License-Identifier: BSD-3-Clause */
/* Measures Skiff's libraries. It prints one line for each figure: `name value unit`. */
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include "bench.h"

static uint64_t empty; /* ticks of OPERATIONS empty rounds */

void bench_report(const char *name, uint64_t ticks, unsigned int operations)
{
	uint64_t loop = empty * operations / OPERATIONS;
	uint64_t ns = time_ticks_to_ns(ticks > loop ? ticks - loop : 0);

	/* Rounded to the nearest nanosecond. */
	print("skiff.%s %lu ns\n", name, (unsigned long)((ns + operations / 2) / operations));
}

int main(int argc, char **argv)
{
	uint64_t at_main = time_ticks();

	(void)argc, (void)argv;
	print("skiff.start_to_main %lu ns\n",
	      (unsigned long)time_ticks_to_ns(at_main - machine.started));
	empty = MEASURE(OPERATIONS, BARRIER());
	figures_libc();
	figures_alloc();
	figures_thread();
	figures_many();
	return 0;
}
