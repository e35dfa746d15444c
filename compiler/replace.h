/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that appear only when complete, and temporary files that are removed on a signal. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

struct replace {
	FILE *file;		/* the file to write into */
	char *path, *temporary; /* the target, and the file beside it that is renamed to it */
};

/*
 * Begins to write `path`, as a temporary file beside it. With `stream`, a pipe or device is written directly. Returns NULL or
 * a text that says what is wrong: `path` is no regular file, is an input, or lies in a folder that can't be written.
 */
const char *replace_begin(struct replace *replace, const char *path, bool stream);
/* Closes the file. Returns NULL, or the message of the write that failed; the temporary file is then removed. */
const char *replace_close(struct replace *replace);
/* After replace_close(): renames the temporary file to its target if `good`, else removes it. Returns NULL or an error text. */
const char *replace_end(struct replace *replace, bool good);

/* Remembers `path` as an input: replace_begin() refuses it. */
void replace_protect(const char *path);
/* Forgets the inputs. */
void replace_forget(void);

/* From now on until temporary_done(), SIGHUP, SIGINT and SIGTERM remove the file `path` before they end the program. */
void temporary_begin(const char *path);
/* Makes a file from the template `path` by mkstemp(3), and calls temporary_begin() for it. Returns its descriptor, or -1. */
int temporary_make(char *path);
/* Ends what temporary_begin() began for `path`. With `remove`, also removes the file. */
void temporary_done(const char *path, bool remove);
