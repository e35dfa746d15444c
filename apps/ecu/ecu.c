/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tasks of a control unit: three periodic ones with rate-monotonic priorities, and a background task that prints a line of
 * health each second and a summary after ecu.seconds.
 */
#include <skiff/args.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/print.h>
#include <skiff/timer.h>
#include "control.h"
#include "ecu.h"

#define NS_PER_S 1000000000ull
#define START_NS 5000000ull

struct task tasks[TASKS] = {
    {.name = "1ms",
     .body = control_speed,
     .priority = PRIORITY_1MS,
     .period_us = 1000,
     .deadline_us = 1000},
    {.name = "5ms",
     .body = control_filter,
     .priority = PRIORITY_5MS,
     .period_us = 5000,
     .deadline_us = 5000},
    {.name = "10ms",
     .body = control_supervise,
     .priority = PRIORITY_10MS,
     .period_us = 10000,
     .deadline_us = 10000},
};

int main(int argc, char **argv)
{
	uint64_t seconds = (uint64_t)args_number("ecu.seconds", CONFIG_ECU_SECONDS);
	uint64_t start = time_ticks() + time_ns_to_ticks(START_NS);
	bool well;

	(void)argc, (void)argv;
	print("ecu: tasks 1 ms, 5 ms, 10 ms\n");
	for (int i = 0; i < TASKS; i++)
		if (!task_start(&tasks[i], start))
			panic("no memory for task %s", tasks[i].name);
	thread_set_priority(thread_self(), PRIORITY_REPORT);
	for (uint64_t second = 1; seconds == 0 || second <= seconds; second++) {
		sleep_until(start + time_ns_to_ticks(second * NS_PER_S));
		report_health(second);
	}
	task_stop_all();
	well = report_summary();
	return well ? 0 : 1;
}
