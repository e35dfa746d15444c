/* SPDX-License-Identifier: BSD-3-Clause */
/* How an operation is measured: in batches, of which the fastest counts, less the time of an empty loop. */
#pragma once
#include <stdint.h>
#include <skiff/time.h>

#define BATCHES	   16
#define OPERATIONS 256

/* Keep the compiler from moving or dropping what is measured. */
#define BARRIER() __asm__ volatile("" : : : "memory")

/** @return ticks that `operations` runs of STATEMENT take: the least of BATCHES tries */
#define MEASURE(operations, STATEMENT)                              \
	({                                                          \
		uint64_t best_ = UINT64_MAX;                        \
		for (int batch_ = 0; batch_ < BATCHES; batch_++) {  \
			uint64_t start_ = time_ticks(), took_;      \
			for (int i_ = 0; i_ < (operations); i_++) { \
				STATEMENT;                          \
				BARRIER();                          \
			}                                           \
			took_ = time_ticks() - start_;              \
			best_ = took_ < best_ ? took_ : best_;      \
		}                                                   \
		best_;                                              \
	})

/** Print `skiff.name value ns`: the time of one operation, less the loop's. With QEMU's -icount shift=0 a nanosecond is an
 * instruction. */
void bench_report(const char *name, uint64_t ticks, unsigned int operations);

#define BENCH(name, STATEMENT) bench_report(name, MEASURE(OPERATIONS, STATEMENT), OPERATIONS)

void figures_alloc(void);
void figures_thread(void);
void figures_libc(void);
void figures_many(void);
