/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line: argc and argv of main, and NAME=VALUE options. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Room for the arguments of main, and the NULL behind them. */
#define ARGS_MAX 32

/** Split a line at blanks; "quotes" keep them. The line is changed.
 *
 * @param argv  room for max pointers, the last is NULL
 * @return number of arguments; those beyond max - 1 are dropped */
int args_split(char *line, char **argv, int max);

/** Value of the option `name` ("ecu.seconds") in the machine's command line.
 * @return the value, or NULL: there is no such option */
const char *args_option(const char *name);

/** Value of the option `name` as a number (decimal, or hexadecimal with 0x).
 * @return the number, or `otherwise`: there is no such option, or it isn't a number */
int64_t args_number(const char *name, int64_t otherwise);
