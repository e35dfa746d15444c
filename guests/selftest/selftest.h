/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks of a Linux guest's machine, seen from user space: each prints one line
 * `SELFTEST name ok|FAIL detail` and is counted.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct selftest_options {
	unsigned cpus;	   /* number of CPUs that must be online; 0: all possible ones */
	unsigned slack_ms; /* how late a sleep or a hand-over may end, where guests share cores */
	unsigned memory;   /* part of the free memory that is tested, in percent: 1 to 95 */
};

/* Reports the check `name`: prints its line and counts it. `format` is the detail. */
void selftest_report(const char *name, bool ok, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void check_cpus(const struct selftest_options *options);
void check_timers(const struct selftest_options *options);
void check_interrupts(const struct selftest_options *options);
void check_fp(const struct selftest_options *options);
void check_memory(const struct selftest_options *options);

/*
 * Runs `function(argument)` in a child process that is pinned to `cpu` (-1: not pinned). Returns its pid.
 */
int child_start(int cpu, int (*function)(void *argument), void *argument);
/* Waits for a child; returns its exit status, or -1 if it was killed. */
int child_wait(int pid);

/* The virtual counter (Arm DDI 0487, D11.1.2), and its frequency in Hz. */
static inline uint64_t counter_read(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
	return value;
}

static inline uint64_t counter_hz(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(value));
	return value;
}
