/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Errors of a description: `file: /node: property: what is wrong, what is expected`, all of a run.
 */
#pragma once
#include <stddef.h>

/* Begins a run: messages name `file`. */
void diag_begin(const char *file);
/* What follows is about `file`, e.g. the board's; returns the file named so far. */
const char *diag_about(const char *file);
/*
 * One error. node and property may be NULL. Dropped: what follows from a value that diag_wrong()
 * reported, and the same line twice in a row (the instances of one VM).
 */
void diag_error(const char *node, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, of a value that can't be used: further errors of the same property would only follow. */
void diag_wrong(const char *node, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What is no error, but hardly meant: `file: /node: property: note: ...`, among the messages, not counted. */
void diag_note(const char *node, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Errors since diag_begin(). */
unsigned diag_count(void);
/* Messages since diag_begin(), one a line: errors and notes. */
const char *diag_text(void);
/*
 * The name among `count` candidates that `name` was probably meant to be (edit distance at most a
 * third of its length, at least 2), or NULL; not the name itself. stride: bytes from one candidate's
 * `const char *` to the next.
 */
const char *diag_suggest(const char *name, const void *candidates, size_t count, size_t stride);
/* " (did you mean `X'?)" or "". */
const char *diag_hint(const char *name, const void *candidates, size_t count, size_t stride);
