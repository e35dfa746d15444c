/* SPDX-License-Identifier: BSD-3-Clause */
/* The host tool `bulkhead`: one row a command. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "command.h"
#include "commands/tools.h"
#include "compile.h"
#include "host.h"

static const struct command commands[] = {
    {"compile",
     "SYSTEM.dts -o IMAGE [--map] [-I DIR] [-D NAME=VALUE] [--core FILE] [--loader FILE] [--boards "
     "DIR] [--build DIR] [--no-verify]",
     "make a bootable image of a system description", compile_main},
    {"verify", "[--json | --quiet] IMAGE",
     "prove from an image's bits that its compartments are tight", verify_main},
    {"run",
     "[-D NAME=VALUE] [-I DIR] [-o IMAGE] [--no-verify] [--cpu MODEL] [--gdb] [--monitor] [--print] "
     "[--trace FILE] [--timeout SECONDS] SYSTEM.dts|IMAGE [-- QEMU-ARGUMENTS]",
     "compile, verify and start a system on QEMU", run_main},
    {"trace", "IMAGE (--dump FILE | --qmp SOCKET) [-o TRACE.json]",
     "the core's trace for Perfetto, and a summary", trace_main},
    {"report", "[--html | --text | --json] [-o FILE] SYSTEM.dts|IMAGE",
     "what each VM must trust, and what is lost when one falls", report_main},
    {"init", "DIRECTORY", "a new system that runs", init_main},
    {"explain", "[CODE...]", "cause and cure of a violation", explain_main},
    {"version", "", "version of the tool and of its formats", version_main},
};

static int verify_image_quiet(const char *file, const char *name)
{
	return verify_image(file, name, 1);
}

static void usage(FILE *out)
{
	fprintf(out, "usage: bulkhead COMMAND ... (bulkhead COMMAND --help: that command alone)\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(out, "  %-8s %s\n           %s\n", commands[i].name, commands[i].help,
			commands[i].arguments);
}

/* `bulkhead COMMAND --help` or `bulkhead help COMMAND`. */
static bool wants_help(int argc, char **argv, const struct command *command)
{
	if (argc < 3)
		return false;
	if (!strcmp(argv[1], command->name))
		return !strcmp(argv[2], "--help") || !strcmp(argv[2], "-h");
	return !strcmp(argv[1], "help") && !strcmp(argv[2], command->name);
}

/* A command whose answer couldn't be written has failed. */
static int said(int status)
{
	errno = 0;
	if (status || (!fflush(stdout) && !ferror(stdout)))
		return status;
	fprintf(stderr, "bulkhead: output: %s\n", strerror(errno ? errno : EIO));
	return 1;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (!wants_help(argc, argv, &commands[i]))
			continue;
		printf("usage: bulkhead %s %s\n%s (man bulkhead, docs/bulkhead.1)\n", commands[i].name,
		       commands[i].arguments, commands[i].help);
		return 0;
	}
	if (argc < 2) {
		usage(stderr);
		return 1;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version"))
		argv[1] = "version";
	compile_verify = verify_image_quiet;
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return said(commands[i].run(argc - 1, argv + 1));
	fprintf(stderr, "bulkhead: there is no command `%s'; `bulkhead help' lists them\n",
		argv[1]);
	return 1;
}
