/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include "bench.h"

#define BLOCK  65536
#define STRING 4095
#define FEW    16

static char to[BLOCK] __attribute__((aligned(64))), from[BLOCK] __attribute__((aligned(64)));

void figures_libc(void)
{
	volatile uint64_t sink;
	char text[64];

	bench_report("memcpy_64k", MEASURE(FEW, memcpy(to, from, BLOCK)), FEW);
	bench_report("memset_64k", MEASURE(FEW, memset(from, 'x', BLOCK)), FEW);
	from[STRING] = '\0';
	bench_report("strlen_4095", MEASURE(FEW, sink = strlen(from)), FEW);
	BENCH("snprintf", snprintf(text, sizeof(text), "%s %d %x", "hello", 12345, 0xbeef));
	BENCH("clock", sink = time_ns());
	(void)sink;
}
