/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead run`: compile, verify, start QEMU with the arguments that the board states, attach the
 * console. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "command.h"
#include "compile.h"
#include "console.h"
#include "host.h"
#include "outcome.h"
#include "replace.h"
#include "tools.h"

#define GDB_PORT 1234 /* gdb's habit */

typedef LIST(const char *) words;

struct run_options {
	struct compile_options compile;
	words disks; /* files */
	words nets;  /* what QEMU's -netdev says, without id */
	const char *image, *cpu, *trace, *json;
	unsigned timeout;
	bool gdb, monitor, unverified, print;
	char **extra; /* further arguments for QEMU */
	int extra_count;
};

static void add_words(words *list, char *text)
{
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		*LIST_ADD(list) = word;
}

static bool replace_cpu(words *list, const char *cpu)
{
	for (size_t i = 0; i + 1 < list->count; i++)
		if (!strcmp(list->items[i], "-cpu")) {
			list->items[i + 1] = cpu;
			return true;
		}
	return false;
}

/* GDB_PORT, or another one of this host where somebody has that. */
static unsigned free_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(GDB_PORT),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof(address);

	/* As QEMU does: a connection that has ended keeps nobody out. */
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (bind(file, (struct sockaddr *)&address, sizeof(address))) {
		address.sin_port = 0;
		if (bind(file, (struct sockaddr *)&address, sizeof(address)) ||
		    getsockname(file, (struct sockaddr *)&address, &length))
			address.sin_port = htons(GDB_PORT); /* QEMU will say what is wrong */
	}
	if (file >= 0)
		close(file);
	return ntohs(address.sin_port);
}

/* A name in QEMU's options: a comma is two of them. */
static char *quote(const char *from)
{
	char *name = host_allocate(strlen(from) * 2 + 1), *to = name;

	while (*from) {
		if (*from == ',')
			*to++ = ',';
		*to++ = *from++;
	}
	return name;
}

/* Virtio devices of the machine: the first is /virtio_mmio@a003e00, the next one a003c00, and so on down. */
static void add_devices(words *list, const words *disks, const words *nets)
{
	if (!disks->count && !nets->count)
		return;
	*LIST_ADD(list) = "-global";
	*LIST_ADD(list) = "virtio-mmio.force-legacy=false";
	for (size_t i = 0; i < disks->count; i++) {
		*LIST_ADD(list) = "-drive";
		*LIST_ADD(list) =
		    host_format("if=none,format=raw,id=disk%zu,file=%s", i, quote(disks->items[i]));
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) = host_format("virtio-blk-device,drive=disk%zu", i);
	}
	for (size_t i = 0; i < nets->count; i++) {
		*LIST_ADD(list) = "-netdev";
		*LIST_ADD(list) = host_format("%s,id=net%zu", nets->items[i], i);
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) = host_format("virtio-net-device,netdev=net%zu", i);
	}
}

/* What QEMU is given: the image itself, or, where the machine starts ELF files at EL3, a boot image made of it. */
static const char *kernel(const char *image, const struct image_facts *facts)
{
	char *flat;

	if (!facts->boot_image)
		return image;
	flat = host_format("%s.img", image);
	return image_flatten(image, flat) ? NULL : flat;
}

static bool make_arguments(words *list, struct run_options *o, const char *qmp)
{
	struct image_facts facts;
	const char *firmware = getenv("SECURE_WORLD");

	if (image_facts(o->image, &facts))
		return false;
	if (!facts.qemu[0]) {
		fprintf(stderr, "bulkhead: %s: its board is no machine of QEMU's\n", o->image);
		return false;
	}
	if (o->trace && !facts.trace_bytes) {
		fprintf(stderr,
			"bulkhead: %s has no trace rings: say `trace-entries = <1024>;' in the "
			"description\n",
			o->image);
		return false;
	}
	*LIST_ADD(list) = "qemu-system-aarch64";
	add_words(list, host_format("%s", facts.qemu));
	if (o->cpu)
		replace_cpu(list, o->cpu);
	if (facts.secure_world) {
		if (!firmware || !*firmware)
			firmware = host_format("%s/secure/flash.bin", host_tool_directory());
		*LIST_ADD(list) = "-bios";
		*LIST_ADD(list) = firmware;
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) = host_format("loader,file=%s", o->image);
	} else {
		const char *file = kernel(o->image, &facts);

		if (!file)
			return false;
		*LIST_ADD(list) = "-kernel";
		*LIST_ADD(list) = file;
	}
	*LIST_ADD(list) = "-display";
	*LIST_ADD(list) = "none";
	*LIST_ADD(list) = "-serial";
	*LIST_ADD(list) = o->monitor ? "mon:stdio" : "stdio";
	if (!o->monitor) {
		*LIST_ADD(list) = "-monitor";
		*LIST_ADD(list) = "none";
	}
	if (facts.secure_world) { /* the secure world's own UART */
		*LIST_ADD(list) = "-serial";
		*LIST_ADD(list) = "null";
	}
	*LIST_ADD(list) = o->trace ? "-no-shutdown" : "-no-reboot";
	if (o->trace) {
		*LIST_ADD(list) = "-action";
		*LIST_ADD(list) = "reboot=shutdown";
		*LIST_ADD(list) = "-qmp";
		*LIST_ADD(list) = host_format("unix:%s,server=on,wait=off", qmp);
		*LIST_ADD(list) = "-S"; /* until monitor_finish() listens */
	}
	if (o->gdb) {
		unsigned port = free_port();

		*LIST_ADD(list) = "-S";
		*LIST_ADD(list) = "-gdb";
		*LIST_ADD(list) = host_format("tcp:127.0.0.1:%u", port);
		fprintf(stderr, "gdb-multiarch %s/core/core.elf -ex 'target remote :%u'\n",
			host_tool_directory(), port);
	}
	add_devices(list, &o->disks, &o->nets);
	for (int i = 0; i < o->extra_count; i++)
		*LIST_ADD(list) = o->extra[i];
	*LIST_ADD(list) = NULL;
	return true;
}

static pid_t qemu;
static volatile sig_atomic_t timed_out, interrupted;

static void on_alarm(int signal)
{
	(void)signal;
	/* QEMU doesn't look at SIGTERM while a core spins under -icount: the second time it has no choice. */
	kill(qemu, timed_out ? SIGKILL : SIGTERM);
	timed_out = 1;
	alarm(2);
}

/* Ctrl-C at a terminal is for QEMU too, which then ends; a signal to us alone is passed on. */
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
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* no machine without its tool */
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

/* Runs to the end or the timeout, then fetches the trace. */
static int run_traced(const struct run_options *o, const char *qmp)
{
	char *dump = host_format("%s.ring", o->trace);
	struct image_facts facts;
	char *absolute;
	FILE *file =
	    fopen(dump, "wb"); /* QEMU needs a path that isn't relative to another folder */
	int end;

	temporary_begin(qmp);
	temporary_begin(dump);
	if (!file || fclose(file)) {
		fprintf(stderr, "bulkhead: %s: %s\n", dump, strerror(errno));
		kill(qemu, SIGTERM);
		finish();
		return 1;
	}
	absolute = realpath(dump, NULL);
	image_facts(o->image, &facts);
	end = monitor_finish(qmp, o->timeout, facts.trace, facts.trace_bytes,
			     facts.trace_bytes ? absolute : NULL);
	free(absolute);
	if (end < 0)
		kill(qemu, SIGTERM);
	finish();
	temporary_done(qmp, true);
	if (interrupted)
		end = STATUS_INTERRUPTED + interrupted;
	else
		end = end == 1 ? 0 : end == 0 ? STATUS_TIMEOUT : STATUS_ERROR;
	if (trace_convert(o->image, dump, o->trace)) {
		temporary_done(dump, false);
		return 1;
	}
	temporary_done(dump, true);
	return end;
}

/* With its console read: the exit status. */
static int run_machine(const struct run_options *o, const words *arguments, const char *qmp)
{
	const struct sigaction action = {.sa_handler = on_signal};
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
	if (o->trace) {
		status = run_traced(o, qmp);
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
		wrong = outcome_write(&outcome, o->json, o->image, status);
	if (wrong)
		fprintf(stderr, "bulkhead: %s: %s\n", o->json, wrong);
	image_vms_free(&outcome);
	return wrong && !status ? STATUS_ERROR : status;
}

static int run(struct run_options *o)
{
	char *qmp = host_format("/tmp/bulkhead-%d.qmp", (int)getpid());
	words arguments = {0};

	if (!make_arguments(&arguments, o, qmp))
		return 1;
	if (o->print) {
		for (size_t i = 0; i + 1 < arguments.count; i++)
			printf("%s%s", i ? " " : "", arguments.items[i]);
		putchar('\n');
		return 0;
	}
	fflush(NULL);
	return run_machine(o, &arguments, qmp);
}

/* FNV-1a, 64 bits (draft-eastlake-fnv-21, 3): goes on from `hash` with a text and its end. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3;
	while (*text++);
	return hash;
}

/*
 * Where the image of a description goes: BUILD/run/NAME-HASH.elf. Descriptions of one name in several folders, or
 * with other definitions, have images of their own; the same one is written over.
 */
static char *image_path(const struct compile_options *o, const char *name)
{
	char *folder = host_format("%s/run", host_tool_directory());
	char *path = realpath(o->description, NULL);
	uint64_t hash = hash_text(0xcbf29ce484222325, path ? path : o->description);

	free(path);
	for (size_t i = 0; i < o->define_count; i++)
		hash = hash_text(hash, o->defines[i]);
	for (size_t i = 0; i < o->include_count; i++)
		hash = hash_text(hash, o->includes[i]);
	mkdir(folder, 0777); /* where it can't be made, the compiler says so */
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
	    {"cpu", required_argument, NULL, 'c'},     {"gdb", no_argument, NULL, 'g'},
	    {"monitor", no_argument, NULL, 'm'},       {"trace", required_argument, NULL, 't'},
	    {"timeout", required_argument, NULL, 'T'}, {"json", required_argument, NULL, 'j'},
	    {"no-verify", no_argument, NULL, 'n'},     {"print", no_argument, NULL, 'p'},
	    {"output", required_argument, NULL, 'o'},  {"disk", required_argument, NULL, 'd'},
	    {"net", required_argument, NULL, 'N'},     {0}};
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
