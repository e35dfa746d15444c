/* SPDX-License-Identifier: BSD-3-Clause */
/* U-Boot's Flattened Image Tree (U-Boot, doc/usage/fit/source_file_format.rst). */
#pragma once
#include <stdint.h>
#include <stdio.h>

/* Writes a tree around a boot image of `size` bytes, for `bootm`. NULL, or why the output is incomplete. */
const char *fit_write(FILE *image, uint64_t size, FILE *output);
