/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/format.h>
#include <skiff/plat.h>
#include <skiff/print.h>

/* Collected: a console write may be a hypercall. */
#define BUFFER 96

static void flush(struct format_out *o)
{
	console_write(o->start, (size_t)(o->at - o->start));
	o->at = o->start;
}

int vprint(const char *fmt, va_list args)
{
	char buffer[BUFFER];
	struct format_out o = {buffer, buffer, buffer + BUFFER, flush, 0};
	int n = format(&o, fmt, args);

	if (o.at > o.start)
		flush(&o);
	return n;
}

int print(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprint(fmt, args);
	va_end(args);
	return n;
}
