/* SPDX-License-Identifier: BSD-3-Clause */
/* The compiler as a function, for its command and for others that need an image. */
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
	/* Looks at the image, in `file`, before it gets its name; not 0: it isn't good, and isn't kept. NULL: nobody. */
	int (*verify)(const char *file, const char *name);
};

/*
 * Compiles a description into an image. Errors are printed on the standard error output, all of a
 * run. False: there were some, and nothing was written.
 */
bool compile_system(const struct compile_options *options);
int compile_main(int argc, char **argv);

/* What `compile` verifies with, unless --no-verify is given. */
extern int (*compile_verify)(const char *file, const char *name);
