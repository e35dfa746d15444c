/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/print.h>
#include <skiff/time.h>
#include "control.h"
#include "ecu.h"

static unsigned long ns(uint64_t ticks)
{
	return (unsigned long)time_ticks_to_ns(ticks);
}

static bool healthy(void)
{
	for (int i = 0; i < TASKS; i++)
		if (tasks[i].misses || tasks[i].lost)
			return false;
	return control_alive();
}

void report_health(uint64_t second)
{
	print("ecu.health second=%lu status=%s rpm=%d", (unsigned long)second,
	      healthy() ? "ok" : "UNHEALTHY", control_rpm());
	for (int i = 0; i < TASKS; i++)
		print(" %s=%lu/%lu/%lu", tasks[i].name, (unsigned long)tasks[i].runs,
		      (unsigned long)tasks[i].misses, (unsigned long)tasks[i].lost);
	print(" jitter_max=%luns kicks=%lu\n", ns(tasks[0].jitter_max),
	      (unsigned long)control_kicks());
}

bool report_summary(void)
{
	for (int i = 0; i < TASKS; i++) {
		const struct task *t = &tasks[i];

		print("ecu.task name=%s runs=%lu misses=%lu lost=%lu jitter_max_ns=%lu "
		      "response_max_ns=%lu\n",
		      t->name, (unsigned long)t->runs, (unsigned long)t->misses,
		      (unsigned long)t->lost, ns(t->jitter_max), ns(t->response_max));
		print("ecu.jitter name=%s", t->name);
		for (int b = 0; b < JITTER_BUCKETS - 1; b++)
			print(" lt%uus=%lu", 1u << b, (unsigned long)t->histogram[b]);
		print(" more=%lu\n", (unsigned long)t->histogram[JITTER_BUCKETS - 1]);
	}
	print("ecu.end %s\n", healthy() ? "ok" : "failed");
	return healthy();
}
