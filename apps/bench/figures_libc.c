/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bench.h"

#define BLOCK  65536
#define STRING 4095
#define FEW    16
#define SORTED 1000

static char to[BLOCK] __attribute__((aligned(64))), from[BLOCK] __attribute__((aligned(64)));

static int ascending(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Integers of a fixed sequence (Numerical Recipes, 7.1: a linear congruential generator). */
static void sort(void)
{
	static int numbers[SORTED];
	uint32_t state = 1;

	for (int i = 0; i < SORTED; i++) {
		state = state * 1664525u + 1013904223u;
		numbers[i] = (int)(state >> 8);
	}
	qsort(numbers, SORTED, sizeof(*numbers), ascending);
}

/* Both strings are STRING long and equal to their last character. */
static void figures_search(void)
{
	volatile uint64_t sink;

	memcpy(to, from, STRING + 1);
	bench_report("memcmp_4095", MEASURE(FEW, sink = (uint64_t)memcmp(to, from, STRING)), FEW);
	bench_report("memchr_4095", MEASURE(FEW, sink = (uint64_t)memchr(from, 'y', STRING)), FEW);
	bench_report("strcmp_4095", MEASURE(FEW, sink = (uint64_t)strcmp(to, from)), FEW);
	bench_report("strchr_4095", MEASURE(FEW, sink = (uint64_t)strchr(from, 'y')), FEW);
	bench_report("qsort_1000", MEASURE(1, sort()), 1);
	(void)sink;
}

void figures_libc(void)
{
	volatile uint64_t sink;
	char text[64];

	bench_report("memcpy_64k", MEASURE(FEW, memcpy(to, from, BLOCK)), FEW);
	bench_report("memset_64k", MEASURE(FEW, memset(from, 'x', BLOCK)), FEW);
	from[STRING] = '\0';
	bench_report("strlen_4095", MEASURE(FEW, sink = strlen(from)), FEW);
	figures_search();
	BENCH("snprintf", snprintf(text, sizeof(text), "%s %d %x", "hello", 12345, 0xbeef));
	BENCH("clock", sink = time_ns());
	(void)sink;
}
