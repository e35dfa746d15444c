/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Errors of a description: `file: /node: property: what is wrong, what is expected`, all of a run.
 */
#pragma once
#include <stddef.h>

/* Begins a run: messages name `file`. */
void diag_begin(const char *file);
/* Further messages name `file`, e.g. the board's; returns the file that they named so far. */
const char *diag_about(const char *file);
/*
 * Reports an error. node and property may be NULL. Two kinds are dropped: errors of a property that diag_wrong() reported, and
 * a repetition of the last line (instances of one VM).
 */
void diag_error(const char *node, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Reports a value that can't be used: further errors of this property are dropped, as they would only follow from it. */
void diag_wrong(const char *node, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Reports what is no error, but hardly intended: `file: /node: property: note: ...`, among the messages, not counted. */
void diag_note(const char *node, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Number of errors since diag_begin(). */
unsigned diag_count(void);
/* Errors and notes since diag_begin(), one a line. */
const char *diag_text(void);
/*
 * The name among `count` candidates that `name` was probably meant to be (edit distance at most a
 * third of its length, at least 2), or NULL; not the name itself. stride: bytes from one candidate's
 * `const char *` to the next.
 */
const char *diag_suggest(const char *name, const void *candidates, size_t count, size_t stride);
/* " (did you mean `X'?)" or "". */
const char *diag_hint(const char *name, const void *candidates, size_t count, size_t stride);
