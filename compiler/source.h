/* SPDX-License-Identifier: BSD-3-Clause */
/* Device-tree source to a tree in memory: the C preprocessor, then dtc. */
#pragma once
#include "host.h"

struct source_options {
	const char *const *includes; /* -I directories */
	size_t include_count;
	const char *const *defines; /* -D */
	size_t define_count;
};

/*
 * Reads a description. The tree is libfdt's, without room to grow. False: a tool failed and has
 * said why on the standard error output.
 */
bool source_load(const char *path, const struct source_options *options, struct bytes *tree);
/* Prints a tree as source on the standard output. False: dtc failed and has said why. */
bool source_print(struct bytes tree);
