/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead run`: compile, verify, start QEMU with the arguments that the board states, attach the
 * console. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "command.h"
#include "compile.h"
#include "console.h"
#include "counters.h"
#include "host.h"
#include "outcome.h"
#include "replace.h"
#include "run.h"
#include "run_folder.h"
#include "tools.h"

static pid_t qemu;
static volatile sig_atomic_t timed_out, interrupted;

static void on_alarm(int signal)
{
	(void)signal;
	/* QEMU doesn't handle SIGTERM while a core spins under -icount, so the second signal is SIGKILL. */
	kill(qemu, timed_out ? SIGKILL : SIGTERM);
	timed_out = 1;
	alarm(2);
}

/* Ctrl-C at a terminal also reaches QEMU, which then ends; a signal to this program alone is passed on. */
static void on_signal(int signal)
{
	interrupted = signal;
	on_alarm(signal);
}

/* Starts QEMU, whose console goes to the file `console`. */
static bool start(const words *arguments, int console)
{
	qemu = fork();
	if (qemu == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* the machine ends with this tool */
		dup2(console, STDOUT_FILENO);
		execvp(arguments->items[0], (char *const *)arguments->items);
		fprintf(stderr, "bulkhead: %s: %s\n", arguments->items[0], strerror(errno));
		_exit(127);
	}
	if (qemu < 0)
		fprintf(stderr, "bulkhead: fork: %s\n", strerror(errno));
	return qemu >= 0;
}

static int finish(void)
{
	int status;

	while (waitpid(qemu, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_ERROR;
	if (interrupted)
		return STATUS_INTERRUPTED + interrupted;
	if (timed_out)
		return STATUS_TIMEOUT;
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_INTERRUPTED + WTERMSIG(status);
}

/* Makes the file that QEMU writes the trace rings to. NULL after a message on stderr. */
static char *make_dump(const char *trace)
{
	char *dump = host_format("%s.ring", trace);
	FILE *file = fopen(dump, "wb");

	if (!file || fclose(file)) {
		fprintf(stderr, "bulkhead: %s: %s\n", dump, strerror(errno));
		return NULL;
	}
	temporary_begin(dump);
	return dump;
}

/* Takes a picture, which appears whole or not at all. QEMU gets an absolute path. */
static bool take_screenshot(const char *picture, struct monitor *m)
{
	char *copy = host_format("%s", picture), *slash = strrchr(copy, '/');
	char *folder, *temporary;
	bool good;

	if (slash)
		*slash = 0;
	folder = realpath(!slash ? "." : slash == copy ? "/" : copy, NULL);
	temporary = host_format("%s/.%s", folder ? folder : ".", slash ? slash + 1 : copy);
	temporary_begin(temporary);
	good = folder && monitor_screenshot(m, temporary) && !rename(temporary, picture);
	temporary_done(temporary, !good);
	free(folder);
	if (!good)
		fprintf(stderr, "bulkhead: %s: QEMU gives no picture of a screen\n", picture);
	return good;
}

/* Reads what the options ask for from the memory of the machine, which has ended or is stopped. */
static void read_memory(const struct run_options *o, struct monitor *m, const char *dump,
			struct counters **counters)
{
	struct image_facts facts;
	char *absolute = dump ? realpath(dump, NULL) : NULL;

	monitor_pause(m);
	if (absolute && !image_facts(o->image, &facts) &&
	    !monitor_save(m, facts.trace, facts.trace_bytes, absolute))
		fprintf(stderr, "bulkhead: QEMU didn't save its memory\n");
	free(absolute);
	*counters = o->json ? image_counters(o->image) : NULL;
	if (*counters && !counters_read(*counters, m)) {
		counters_free(*counters);
		*counters = NULL;
	}
}

/* Runs the machine to its end or the timeout, then reads its memory. */
static int run_watched(const struct run_options *o, const char *folder, struct counters **counters)
{
	char *dump = o->trace ? make_dump(o->trace) : NULL;
	struct monitor *m = NULL;
	bool bad_picture = false;
	int end = -1;

	if (!o->trace || dump)
		m = monitor_open(host_format("%s/%s", folder, RUN_SOCKET_OWN));
	/* The machine starts only here (-S), so it can't end before this program listens. */
	if (m && monitor_continue(m))
		end = monitor_wait(m, o->timeout);
	if (end >= 0) {
		read_memory(o, m, dump, counters);
		if (o->screenshot && !take_screenshot(o->screenshot, m))
			bad_picture = true;
		monitor_quit(m);
	} else if (!interrupted && (m || !o->timeout)) {
		kill(qemu, SIGTERM);
	}
	monitor_close(m);
	if (!m &&
	    !dump) { /* the machine ended before it could be read, or can't be: there are no counters */
		alarm(o->timeout);
		return finish();
	}
	finish();
	if (interrupted)
		end = STATUS_INTERRUPTED + interrupted;
	else
		end = bad_picture ? STATUS_ERROR
		      : end == 1  ? 0
		      : end == 0  ? STATUS_TIMEOUT
				  : STATUS_ERROR;
	if (dump) {
		bool bad = trace_convert(o->image, dump, o->trace);

		temporary_done(dump, !bad);
		if (bad)
			return STATUS_ERROR;
	}
	return end;
}

/* Runs the machine and reads its console; returns the exit status. */
static int run_machine(const struct run_options *o, const words *arguments, const char *folder)
{
	const struct sigaction action = {.sa_handler = on_signal};
	struct counters *counters = NULL;
	struct outcome outcome = {0};
	const char *wrong = NULL;
	int pipe_ends[2], status;

	if (image_vms(o->image, &outcome))
		return STATUS_ERROR;
	if (pipe2(pipe_ends, O_CLOEXEC) || !start(arguments, pipe_ends[1])) {
		fprintf(stderr, "bulkhead: the machine doesn't start: %s\n", strerror(errno));
		return STATUS_ERROR;
	}
	close(pipe_ends[1]);
	console_begin(pipe_ends[0], &outcome);
	signal(SIGALRM, on_alarm);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGPIPE, &action, NULL); /* the reader of the console has closed it */
	if (run_is_watched(o)) {
		status = run_watched(o, folder, &counters);
	} else {
		alarm(o->timeout); /* 0: none */
		status = finish();
	}
	console_end();
	if (!status && outcome_crashed(&outcome))
		status = STATUS_CRASHED;
	else if (!status && outcome_failed(&outcome))
		status = STATUS_PROGRAM;
	if (o->json)
		wrong = outcome_write(&outcome, counters, o->json, o->image, status);
	if (wrong)
		fprintf(stderr, "bulkhead: %s: %s\n", o->json, wrong);
	image_vms_free(&outcome);
	counters_free(counters);
	return wrong && !status ? STATUS_ERROR : status;
}

static int run(struct run_options *o)
{
	char *folder = o->print ? NULL : run_folder_make(o->image);
	words arguments = {0};
	int status;

	if ((!folder && !o->print) || !run_arguments(&arguments, o, folder ? folder : ".")) {
		run_folder_remove(folder);
		return STATUS_ERROR;
	}
	if (o->print) {
		for (size_t i = 0; i + 1 < arguments.count; i++)
			printf("%s%s", i ? " " : "", arguments.items[i]);
		putchar('\n');
		return 0;
	}
	fflush(NULL);
	status = run_machine(o, &arguments, folder);
	run_folder_remove(folder);
	return status;
}

/* FNV-1a, 64 bits (draft-eastlake-fnv-21, 3): continues `hash` with a text and its terminating 0. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3;
	while (*text++);
	return hash;
}

/* BUILD/run, or the user's cache where the tool is installed for all (XDG Base Directory Specification). */
static char *image_folder(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *folder = host_tool_directory();

	if (access(folder, W_OK) && (cache || home)) {
		folder = cache ? host_format("%s", cache) : host_format("%s/.cache", home);
		mkdir(folder, 0700);
		folder = host_format("%s/bulkhead", folder);
	} else {
		folder = host_format("%s/run", folder);
	}
	mkdir(folder, 0777); /* if that fails, the compiler reports it */
	return folder;
}

/*
 * The path of a description's image: NAME-HASH.elf. Descriptions of the same name in several folders, or with other
 * definitions, have different images; the image of the same description is overwritten.
 */
static char *image_path(const struct compile_options *o, const char *name)
{
	char *folder = image_folder();
	char *path = realpath(o->description, NULL);
	uint64_t hash = hash_text(0xcbf29ce484222325, path ? path : o->description);

	free(path);
	for (size_t i = 0; i < o->define_count; i++)
		hash = hash_text(hash, o->defines[i]);
	for (size_t i = 0; i < o->include_count; i++)
		hash = hash_text(hash, o->includes[i]);
	return host_format("%s/%.*s-%08x.elf", folder, (int)strlen(name) - 4, name,
			   (unsigned)(hash ^ hash >> 32));
}

static int compile_and_run(struct run_options *o, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	o->image = path;
	if (is_description(path)) {
		o->compile.description = path;
		if (!o->compile.output)
			o->compile.output = image_path(&o->compile, name);
		if (!compile_system(&o->compile))
			return 1;
		o->image = o->compile.output;
	}
	if (verify_image(o->image, o->image, 1) && !o->unverified) {
		fprintf(stderr, "bulkhead: not started; `bulkhead explain CODE' tells what to do, "
				"--no-verify starts it nevertheless\n");
		return 1;
	}
	return run(o);
}

int run_main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"cpu", required_argument, NULL, 'c'},	  {"gdb", no_argument, NULL, 'g'},
	    {"monitor", no_argument, NULL, 'm'},	  {"trace", required_argument, NULL, 't'},
	    {"timeout", required_argument, NULL, 'T'},	  {"json", required_argument, NULL, 'j'},
	    {"no-verify", no_argument, NULL, 'n'},	  {"print", no_argument, NULL, 'p'},
	    {"output", required_argument, NULL, 'o'},	  {"disk", required_argument, NULL, 'd'},
	    {"net", required_argument, NULL, 'N'},	  {"display", no_argument, NULL, 'w'},
	    {"screenshot", required_argument, NULL, 's'}, {0}};
	struct run_options o = {0};
	words includes = {0}, defines = {0};
	int option, status;
	char *end;

	while ((option = getopt_long(argc, argv, "D:I:o:", options, NULL)) != -1) {
		switch (option) {
		case 'D':
			*LIST_ADD(&defines) = optarg;
			break;
		case 'I':
			*LIST_ADD(&includes) = optarg;
			break;
		case 'o':
			o.compile.output = optarg;
			break;
		case 'd':
			*LIST_ADD(&o.disks) = optarg;
			break;
		case 'N':
			*LIST_ADD(&o.nets) = optarg;
			break;
		case 'c':
			o.cpu = optarg;
			break;
		case 'g':
			o.gdb = true;
			break;
		case 'm':
			o.monitor = true;
			break;
		case 't':
			o.trace = optarg;
			break;
		case 'j':
			o.json = optarg;
			break;
		case 'T':
			o.timeout = (unsigned)strtoul(optarg, &end, 10);
			if (*end || end == optarg || !o.timeout) {
				fprintf(stderr, "bulkhead: --timeout %s: seconds are expected\n",
					optarg);
				return COMMAND_USAGE;
			}
			break;
		case 'w':
			o.display = true;
			break;
		case 's':
			o.screenshot = optarg;
			break;
		case 'n':
			o.unverified = true;
			break;
		case 'p':
			o.print = true;
			break;
		default:
			return COMMAND_USAGE;
		}
	}
	if (optind == argc) {
		return COMMAND_USAGE;
	}
	if (o.gdb && o.trace) {
		fputs("bulkhead: --gdb and --trace: one at a time; with gdb, `bulkhead trace' "
		      "reads a dump\n",
		      stderr);
		return COMMAND_USAGE;
	}
	o.compile.includes = includes.items;
	o.compile.include_count = includes.count;
	o.compile.defines = defines.items;
	o.compile.define_count = defines.count;
	o.extra = argv + optind + 1;
	o.extra_count = argc - optind - 1;
	status = compile_and_run(&o, argv[optind]);
	host_release();
	return status;
}
