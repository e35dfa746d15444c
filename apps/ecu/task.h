/* SPDX-License-Identifier: BSD-3-Clause */
/* Periodic tasks with deadlines, as in OSEK OS, with measurements of each. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/thread.h>

/* Bucket i counts the starts that were less than 2^i microseconds late, as far as no lower bucket does; the last one counts all
 * others. */
#define JITTER_BUCKETS 12

struct task {
	const char *name;
	void (*body)(void);
	unsigned int priority;
	uint64_t period_us, deadline_us; /* the deadline is relative to the release */

	/* Measured, in ticks; written by the task alone. */
	uint64_t runs;	 /* runs of the body that ended */
	uint64_t misses; /* runs that ended after their deadline */
	uint64_t lost;	 /* releases that came while the body still ran */
	uint64_t jitter_max, response_max;
	uint64_t histogram[JITTER_BUCKETS];
};

/** Start a task; its first release is at `start` (time_ticks()). @return false: no memory */
bool task_start(struct task *task, uint64_t start);

/** Let each task end after its current run. */
void task_stop_all(void);
