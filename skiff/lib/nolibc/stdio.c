/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <skiff/format.h>

/* The state behind a full buffer, where characters are only counted. */
struct overflow {
	struct format_out out;
	char rest[16];
};

static void flush(struct format_out *o)
{
	struct overflow *f = (struct overflow *)o;

	o->start = o->at = f->rest;
	o->end = f->rest + sizeof(f->rest);
}

static int to_buffer(char *restrict to, size_t size, const char *restrict fmt,
		     struct format_arguments *args)
{
	struct overflow f;
	char *end;
	int n;

	/* No result is longer, and `to + size` must not wrap. */
	if (size > INT_MAX)
		size = INT_MAX;
	end = size > 0 ? to + size - 1 : to;
	f.out = (struct format_out){to, to, end, flush, 0};
	n = format(&f.out, fmt, args);
	if (size > 0)
		*((unsigned int)n < size ? to + n : end) = '\0';
	return n;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict fmt, va_list list)
{
	struct format_arguments args;
	int n;

	va_copy(args.list, list);
	n = to_buffer(to, size, fmt, &args);
	va_end(args.list);
	return n;
}

int snprintf(char *restrict to, size_t size, const char *restrict fmt, ...)
{
	struct format_arguments args;
	int n;

	va_start(args.list, fmt);
	n = to_buffer(to, size, fmt, &args);
	va_end(args.list);
	return n;
}

int sprintf(char *restrict to, const char *restrict fmt, ...)
{
	struct format_arguments args;
	int n;

	va_start(args.list, fmt);
	n = to_buffer(to, INT_MAX, fmt, &args);
	va_end(args.list);
	return n;
}
