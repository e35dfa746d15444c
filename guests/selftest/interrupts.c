/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/interrupts: checks that every CPU takes its timer's interrupt, and that no interrupt is erroneous. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "selftest.h"

#define CPUS_MAX 64

struct counts {
	unsigned long timer[CPUS_MAX];
	unsigned long errors;
	bool found;
};

static void read_counts(struct counts *counts, long cpus)
{
	FILE *file = fopen("/proc/interrupts", "r");
	char line[2048];

	memset(counts, 0, sizeof(*counts));
	while (file && fgets(line, sizeof(line), file)) {
		char *cursor = strchr(line, ':');

		if (!cursor)
			continue;
		cursor++;
		if (strstr(line, "Err:"))
			counts->errors = strtoul(cursor, NULL, 10);
		if (!strstr(line, "arch_timer"))
			continue;
		counts->found = true;
		for (long cpu = 0; cpu < cpus; cpu++)
			counts->timer[cpu] += strtoul(cursor, &cursor, 10);
	}
	if (file)
		fclose(file);
}

static int nap(void *argument)
{
	struct timespec time = {.tv_nsec = 1000000};

	(void)argument;
	for (int i = 0; i < 5; i++)
		nanosleep(&time, NULL);
	return 0;
}

void check_interrupts(const struct selftest_options *options)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct counts before, after;
	int silent = 0;

	(void)options;
	cpus = cpus > CPUS_MAX ? CPUS_MAX : cpus;
	read_counts(&before, cpus);
	for (int cpu = 0; cpu < cpus; cpu++)
		child_wait(child_start(cpu, nap, NULL));
	read_counts(&after, cpus);
	for (long cpu = 0; cpu < cpus; cpu++)
		silent += after.timer[cpu] < before.timer[cpu] + 5;
	selftest_report("interrupts-timer", after.found && silent == 0,
			"%lu on CPU 0, %d of %ld CPUs took fewer than their sleeps need",
			after.timer[0], silent, cpus);
	selftest_report("interrupts-errors", after.errors == 0, "%lu erroneous", after.errors);
}
