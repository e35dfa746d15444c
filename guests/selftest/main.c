/* SPDX-License-Identifier: BSD-3-Clause */
/* guest-selftest: options, the list of checks, the summary line. */
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common/options.h"
#include "selftest.h"

static unsigned passed, failed;

static const struct {
	const char *name;
	void (*run)(const struct selftest_options *options);
} checks[] = {
    {"cpus", check_cpus}, {"timers", check_timers}, {"interrupts", check_interrupts},
    {"fp", check_fp},	  {"memory", check_memory},
};
#define CHECKS (sizeof(checks) / sizeof(checks[0]))

void selftest_report(const char *name, bool ok, const char *format, ...)
{
	char detail[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(detail, sizeof(detail), format, arguments);
	va_end(arguments);
	printf("SELFTEST %s %s %s\n", name, ok ? "ok" : "FAIL", detail);
	fflush(stdout);
	if (ok)
		passed++;
	else
		failed++;
}

int child_start(int cpu, int (*function)(void *argument), void *argument)
{
	int pid = fork();

	if (pid == 0) {
		cpu_set_t set;

		CPU_ZERO(&set);
		if (cpu >= 0) {
			CPU_SET(cpu, &set);
			if (sched_setaffinity(0, sizeof(set), &set))
				_exit(100);
		}
		_exit(function(argument));
	}
	return pid;
}

int child_wait(int pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static bool wanted(const char *name, char **names, int count)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return count == 0;
}

static void reject_unknown(const struct option_program *program, char **names, int count)
{
	for (int i = 0; i < count; i++) {
		unsigned j = 0;

		while (j < CHECKS && strcmp(names[i], checks[j].name))
			j++;
		if (j == CHECKS)
			options_mistake(program, "no check is called %s", names[i]);
	}
}

int main(int argc, char **argv)
{
	uint64_t cpus = 0, slack_ms = 200, memory = 90;
	const struct option_entry table[] = {
	    OPTION_NUMBER("cpus", &cpus, 1, CPU_SETSIZE,
			  "CPUs that must be online; 0: all that are possible"),
	    OPTION_NUMBER("slack-ms", &slack_ms, 1, 60000,
			  "how late a sleep, or a hand-over between CPUs, may end, ms"),
	    OPTION_NUMBER("memory", &memory, 1, 95, "part of the free memory to test, percent"),
	    {.name = NULL},
	};
	const struct option_program program = {
	    "guest-selftest",
	    "Check the machine that this Linux guest runs on. One line a check, then\n"
	    "`SELFTEST passed N failed M`. Exit 0: all passed; 1: some failed; 2: wrong usage.\n"
	    "Checks (default: all): cpus timers interrupts fp memory\n",
	    table, "[CHECK...]", false};
	int first = options_parse(&program, argc, argv);
	const struct selftest_options options = {
	    .cpus = (unsigned)cpus, .slack_ms = (unsigned)slack_ms, .memory = (unsigned)memory};

	reject_unknown(&program, argv + first, argc - first);
	for (unsigned i = 0; i < CHECKS; i++)
		if (wanted(checks[i].name, argv + first, argc - first))
			checks[i].run(&options);
	printf("SELFTEST passed %u failed %u\n", passed, failed);
	return failed ? 1 : 0;
}
