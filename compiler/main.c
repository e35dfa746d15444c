/* SPDX-License-Identifier: BSD-3-Clause */
/* The host tool `bulkhead`: one row a command. */
#include <stdio.h>
#include <string.h>
#include "command.h"
#include "compile.h"
#include "host.h"

static const struct command commands[] = {
	{ "compile", "SYSTEM.dts -o IMAGE [--map] [-I DIR] [-D NAME=VALUE] [--core FILE] [--loader FILE] [--boards DIR] [--build DIR]",
	  "make a bootable image of a system description", compile_main },
};

static void usage(FILE *out)
{
	fprintf(out, "usage: bulkhead COMMAND ...\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(out, "  %-8s %s\n           %s\n", commands[i].name, commands[i].help, commands[i].arguments);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return 1;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "bulkhead: there is no command `%s'; `bulkhead help' lists them\n", argv[1]);
	return 1;
}
