/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands of the host tool. argv[0] is the command's name; the result is the exit status,
 * or COMMAND_USAGE. */
#pragma once

/*
 * Result for wrong arguments: the caller prints the usage, and the exit status is 2. verify.c shares no header with the
 * compiler and returns the number itself.
 */
#define COMMAND_USAGE (-1)

struct command {
	const char *name, *arguments, *help;
	const char *options; /* lines for --help */
	int (*run)(int argc, char **argv);
};
