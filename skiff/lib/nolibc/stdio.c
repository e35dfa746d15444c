/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <skiff/format.h>

struct buffer {
	char *to, *end; /* end: room for the final 0 is kept */
};

static void put(void *context, const char *text, size_t length)
{
	struct buffer *b = context;
	char *to = b->to;

	if (length > (size_t)(b->end - to))
		length = (size_t)(b->end - to);
	b->to = to + length;
	while (length-- > 0)
		*to++ = *text++;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict fmt, va_list args)
{
	char none;
	struct buffer b = {to, to};
	int n;

	if (size == 0)
		b.to = b.end = &none;
	else
		b.end = to + size - 1;
	n = format(put, &b, fmt, args);
	*b.to = '\0';
	return n;
}

int snprintf(char *restrict to, size_t size, const char *restrict fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(to, size, fmt, args);
	va_end(args);
	return n;
}

int sprintf(char *restrict to, const char *restrict fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(to, INT_MAX, fmt, args);
	va_end(args);
	return n;
}
