/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/alloc.h>
#include <skiff/print.h>
#include "bench.h"

#define HELD 1000
#define SIZE 64

static void *held[HELD];

static void batch(void)
{
	for (int i = 0; i < HELD; i++)
		held[i] = malloc(SIZE);
	for (int i = 0; i < HELD; i++)
		free(held[i]);
}

void figures_alloc(void)
{
	size_t before = heap_free();
	uint64_t start;

	/* These are the very first blocks: nothing has been freed yet. */
	start = time_ticks();
	for (int i = 0; i < HELD; i++)
		held[i] = malloc(SIZE);
	bench_report("malloc_64_first", time_ticks() - start, HELD);
	print("skiff.malloc_64_memory %zu B\n", (before - heap_free()) / HELD);
	BENCH("malloc_free_64_1000_held", free(malloc(SIZE)));
	start = time_ticks();
	for (int i = 0; i < HELD; i++)
		free(held[i]);
	bench_report("free_64_first", time_ticks() - start, HELD);

	BENCH("malloc_free_64", free(malloc(SIZE)));
	bench_report("malloc_free_64_all_1000", MEASURE(1, batch()), HELD);
	BENCH("malloc_free_4096", free(malloc(4096)));
}
