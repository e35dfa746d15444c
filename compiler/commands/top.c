/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead top`: a table of a system that QEMU runs, refreshed at an interval: load, states, and causes of exits. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "command.h"
#include "counters.h"
#include "host.h"
#include "run_folder.h"
#include "tools.h"

struct top_options {
	const char *image, *socket;
	double interval;     /* seconds */
	unsigned long count; /* tables to show; 0: until the system ends */
};

static void print_cores(const struct counters *now, const struct counters *before)
{
	for (uint32_t i = 0; i < now->cpu_count; i++)
		printf("core %u %5.1f %%%s", i,
		       100 * (1 - counted_share(now, before, i, BULKHEAD_NONE)),
		       i % 8 == 7 || i + 1 == now->cpu_count ? "\n" : "   ");
}

static void print_vcpu(const struct counters *now, const struct counters *before, uint32_t i)
{
	const struct counted_vcpu *v = &now->vcpus[i];
	const struct counted_vm *vm = &now->vms[v->vm];
	double share = counted_share(now, before, v->cpu, i);
	char name[BULKHEAD_NAME_SIZE + 16];

	snprintf(name, sizeof(name), vm->vcpu_count > 1 ? "%s/%u" : "%s", vm->name, v->index);
	printf("%-23s %-8s %8u %4u %6.1f ", name, counted_state(vm), vm->status.restarts, v->cpu,
	       100 * share);
	if (v->allowed > 0)
		printf("%7.1f", 100 * share / v->allowed);
	else
		printf("%7s", "-");
	for (unsigned e = 0; e < BULKHEAD_EXIT_COUNT; e++)
		printf(" %8" PRIu64, v->counters[e] - (before ? before->vcpus[i].counters[e] : 0));
	putchar('\n');
}

static void print_table(const struct counters *now, const struct counters *before)
{
	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout); /* ECMA-48: cursor home, erase to the end */
	print_cores(now, before);
	printf("%-23s %-8s %8s %4s %6s %7s", "VM", "state", "restarts", "core", "%core", "%budget");
	for (unsigned e = 0; e < BULKHEAD_EXIT_COUNT; e++)
		printf(" %8s", exit_names[e]);
	putchar('\n');
	for (uint32_t i = 0; i < now->vcpu_count; i++)
		print_vcpu(now, before, i);
	for (uint32_t i = 0; i < now->vm_count; i++)
		if (now->vms[i].extension)
			printf("%-23s %-8s %8u\n", now->vms[i].name, counted_state(&now->vms[i]),
			       now->vms[i].status.restarts);
	fflush(stdout);
}

static void wait_for(double seconds)
{
	struct timespec left = {.tv_sec = (time_t)seconds,
				.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

/* The first table covers the time since the start, each further one the last interval. */
static int show(const struct top_options *o)
{
	struct counters *now = image_counters(o->image), *before = NULL;
	struct monitor *m = now ? monitor_open(o->socket) : NULL;
	int status = 0;

	for (unsigned long n = 0; m && (!o->count || n < o->count) && !ferror(stdout); n++) {
		if (n) {
			counters_free(before);
			before = counters_copy(now);
			wait_for(o->interval);
			if (!isatty(STDOUT_FILENO))
				putchar('\n');
		}
		if (!counters_read(now, m)) {
			fprintf(stderr, "bulkhead: %s: the machine has ended\n", o->socket);
			status = n && !o->count ? 0 : 1;
			break;
		}
		print_table(now, before);
	}
	if (!m)
		status = 1;
	monitor_close(m);
	counters_free(before);
	counters_free(now);
	return status;
}

static bool read_seconds(const char *text, double *seconds)
{
	char *end;

	*seconds = strtod(text, &end);
	return end != text && !*end && *seconds > 0 && *seconds <= 86400;
}

int top_main(int argc, char **argv)
{
	static const struct option options[] = {{"qmp", required_argument, NULL, 'q'},
						{"interval", required_argument, NULL, 'i'},
						{"count", required_argument, NULL, 'n'},
						{"once", no_argument, NULL, '1'},
						{0}};
	struct top_options o = {.interval = 2};
	char *image = NULL, *socket = NULL, *end;
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'q':
			o.socket = optarg;
			break;
		case 'i':
			if (!read_seconds(optarg, &o.interval))
				return COMMAND_USAGE;
			break;
		case 'n':
			o.count = strtoul(optarg, &end, 10);
			if (*end || end == optarg || !o.count)
				return COMMAND_USAGE;
			break;
		case '1':
			o.count = 1;
			break;
		default:
			return COMMAND_USAGE;
		}
	}
	if (argc - optind > 1 || (argc - optind == 1) != (o.socket != NULL))
		return COMMAND_USAGE;
	if (o.socket) {
		o.image = argv[optind];
	} else {
		if (!run_folder_find(&image, &socket))
			return 1;
		o.image = image;
		o.socket = socket;
	}
	status = show(&o);
	free(image);
	free(socket);
	return status;
}
