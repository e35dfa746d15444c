/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands of the host tool. argv[0] is the command's name; the result is the exit status. */
#pragma once

struct command {
	const char *name, *arguments, *help;
	int (*run)(int argc, char **argv);
};
