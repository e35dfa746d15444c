/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/timer.h>
#include "task.h"

static volatile bool stopping;
static uint64_t first_release;

static void count_start(struct task *t, uint64_t late)
{
	uint64_t us = time_ticks_to_ns(late) / 1000;
	unsigned int bucket = us == 0 ? 0 : 64u - (unsigned int)__builtin_clzl(us);

	if (late > t->jitter_max)
		t->jitter_max = late;
	t->histogram[bucket < JITTER_BUCKETS ? bucket : JITTER_BUCKETS - 1]++;
}

static void run(void *argument)
{
	struct task *t = argument;
	uint64_t period = t->period_us, deadline = time_ns_to_ticks(t->deadline_us * 1000), n = 0;

	while (!stopping) {
		/* Each release is computed from the first one, so that rounding errors don't add up. */
		uint64_t release = first_release + time_ns_to_ticks(n * period * 1000), response;

		sleep_until(release);
		count_start(t, time_ticks() - release);
		t->body();
		response = time_ticks() - release;
		if (response > t->response_max)
			t->response_max = response;
		t->misses += response > deadline;
		t->runs++;
		/* Releases that came while the body ran are lost, as the second activation of an OSEK basic task is. */
		for (n++; first_release + time_ns_to_ticks(n * period * 1000) < release + response;
		     n++)
			t->lost++;
	}
}

bool task_start(struct task *t, uint64_t start)
{
	struct thread *thread;

	first_release = start;
	thread = thread_create(t->name, run, t, t->priority, 0);
	if (thread)
		thread_detach(thread);
	return thread != NULL;
}

void task_stop_all(void)
{
	stopping = true;
}
