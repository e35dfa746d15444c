/* SPDX-License-Identifier: BSD-3-Clause */
/* guest-selftest: options, the list of checks, the summary line. */
#include <getopt.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
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

static void usage(FILE *to)
{
	fputs("usage: guest-selftest [options] [CHECK...]\n"
	      "Check the machine that this Linux guest runs on. One line a check, then\n"
	      "`SELFTEST passed N failed M`. Exit 0: all passed; 1: some failed; 2: wrong usage.\n"
	      "  --cpus N      CPUs that must be online (default: all that are possible)\n"
	      "  --slack-ms N  how late a sleep may end, ms (default 200)\n"
	      "  --memory N    part of the free memory to test, percent, 1..95 (default 90)\n"
	      "  --help        this text\n"
	      "Checks (default: all):",
	      to);
	for (unsigned i = 0; i < CHECKS; i++)
		fprintf(to, " %s", checks[i].name);
	fputc('\n', to);
}

/* A number of `minimum`..`maximum`; anything else ends the program with a message. */
static unsigned parse_number(const char *option, const char *text, unsigned long minimum,
			     unsigned long maximum)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (*text == '\0' || *text == '-' || *end != '\0' || value < minimum || value > maximum) {
		fprintf(stderr, "guest-selftest: --%s %s: expected a number from %lu to %lu\n",
			option, text, minimum, maximum);
		exit(2);
	}
	return (unsigned)value;
}

static bool wanted(const char *name, char **names, int count)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return count == 0;
}

static void reject_unknown(char **names, int count)
{
	for (int i = 0; i < count; i++) {
		unsigned j = 0;

		while (j < CHECKS && strcmp(names[i], checks[j].name))
			j++;
		if (j == CHECKS) {
			fprintf(stderr, "guest-selftest: no check is called %s\n", names[i]);
			usage(stderr);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"cpus", required_argument, NULL, 'c'},
	    {"slack-ms", required_argument, NULL, 's'},
	    {"memory", required_argument, NULL, 'm'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	struct selftest_options options = {.cpus = 0, .slack_ms = 200, .memory = 90};
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (option) {
		case 'c':
			options.cpus = parse_number("cpus", optarg, 1, CPU_SETSIZE);
			break;
		case 's':
			options.slack_ms = parse_number("slack-ms", optarg, 1, 60000);
			break;
		case 'm':
			options.memory = parse_number("memory", optarg, 1, 95);
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	reject_unknown(argv + optind, argc - optind);
	for (unsigned i = 0; i < CHECKS; i++)
		if (wanted(checks[i].name, argv + optind, argc - optind))
			checks[i].run(&options);
	printf("SELFTEST passed %u failed %u\n", passed, failed);
	return failed ? 1 : 0;
}
