/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that appear only when all of them is there, and temporary files that a signal doesn't leave behind. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

struct replace {
	FILE *file;		/* to write into */
	char *path, *temporary; /* the target, and the file beside it that becomes it */
};

/*
 * Begins to write `path`, beside it; a pipe or device itself, if `stream`. NULL, or what is wrong: the
 * target is no regular file, an input, or its folder can't be written.
 */
const char *replace_begin(struct replace *replace, const char *path, bool stream);
/* Closes the file. NULL, or why it isn't complete (errno of the write that failed); it is removed then. */
const char *replace_close(struct replace *replace);
/* After replace_close(): the file takes its place (`good`), or is removed. NULL, or what is wrong. */
const char *replace_end(struct replace *replace, bool good);

/* `path` is an input: it is never written over. */
void replace_protect(const char *path);
/* Forgets the inputs. */
void replace_forget(void);

/* Removes `path` should SIGHUP, SIGINT or SIGTERM end the program, until temporary_done(). */
void temporary_begin(const char *path);
/* mkstemp(3), and temporary_begin() of it. */
int temporary_make(char *path);
/* Removes it now, if `remove`. */
void temporary_done(const char *path, bool remove);
