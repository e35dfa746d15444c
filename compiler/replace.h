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
 * Begins to write `path` as a temporary file beside it; a pipe or device is written directly, if `stream`. NULL, or what is
 * wrong: the target is no regular file or is an input, or its folder can't be written.
 */
const char *replace_begin(struct replace *replace, const char *path, bool stream);
/* Closes the file. NULL, or why it isn't complete (errno of the failed write); then the file is removed. */
const char *replace_close(struct replace *replace);
/* After replace_close(): moves the file to its target if `good`, else removes it. NULL, or what is wrong. */
const char *replace_end(struct replace *replace, bool good);

/* Notes `path` as an input, which is never overwritten. */
void replace_protect(const char *path);
/* Forgets the inputs. */
void replace_forget(void);

/* Removes `path` should SIGHUP, SIGINT or SIGTERM end the program, until temporary_done(). */
void temporary_begin(const char *path);
/* Makes a file by mkstemp(3) and calls temporary_begin() for it. */
int temporary_make(char *path);
/* Ends temporary_begin() of `path`; removes the file now, if `remove`. */
void temporary_done(const char *path, bool remove);
