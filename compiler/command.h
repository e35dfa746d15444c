/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands of the host tool. argv[0] is the command's name; the result is the exit status,
 * or COMMAND_USAGE. */
#pragma once

/* The arguments make no sense: the caller prints the usage; the exit status is 2. verify.c, which shares no
 * header with the others, returns the number. */
#define COMMAND_USAGE (-1)

struct command {
	const char *name, *arguments, *help;
	const char *options; /* a line each, for --help */
	int (*run)(int argc, char **argv);
};
