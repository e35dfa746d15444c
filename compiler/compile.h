/* SPDX-License-Identifier: BSD-3-Clause */
/* The compiler as a function, for `compile` and for other commands that need an image. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct compile_options {
	const char *description, *output;	    /* output NULL: check only */
	const char *core, *loader, *boards, *build; /* NULL: defaults beside the tool */
	const char *const *includes;
	size_t include_count;
	const char *const *defines; /* NAME or NAME=VALUE, for the preprocessor */
	size_t define_count;
	bool map;
	bool expand; /* print the description's long form, and nothing else */
	bool quiet;  /* print no errors: diag_text() has them */
	/* Checks the image in `file` before it gets its name; any result but 0 discards it. NULL: no check. */
	int (*verify)(const char *file, const char *name);
};

/*
 * Compiles a description into an image. All errors are printed on the standard error output. False: there were errors, and
 * nothing was written.
 */
bool compile_system(const struct compile_options *options);
int compile_main(int argc, char **argv);

/* What `compile` verifies with, unless --no-verify is given. */
extern int (*compile_verify)(const char *file, const char *name);
