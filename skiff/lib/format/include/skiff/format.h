/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatting engine behind print and snprintf. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/** Wraps va_list, which is an array on some targets, so that a pointer to it can be passed on. */
struct format_arguments {
	va_list list; /* as va_start makes it */
};

/** Where the result goes: a buffer, and what to do when it is full. */
struct format_out {
	char *start; /* start of the buffer */
	char *at;    /* position of the next character */
	char *end;   /* end of the buffer */
	/** Called when at == end: takes [start, at) and sets all three, with start == at < end. */
	void (*flush)(struct format_out *out);
	long count; /* characters that flush took */
};

/** Have flush take the buffer's contents, which are counted. */
static inline void format_flush(struct format_out *out)
{
	out->count += out->at - out->start;
	out->flush(out);
}

/** Format like printf. The end of the text stays in the buffer, for the caller.
 *
 * Conversions: %d %i %u %x %X %o %c %s %p %%; lengths hh h l ll z j t; flags - 0 + space #; width
 * and precision, also as *. No floating point: see picolibc. An unknown conversion is output unchanged.
 *
 * @return number of characters of the whole result; -1: more than INT_MAX */
int format(struct format_out *out, const char *fmt, struct format_arguments *args);
