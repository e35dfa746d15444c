/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/format.h>
#include <skiff/plat.h>
#include <skiff/print.h>

/* Output is collected here, since a console write may be a hypercall. */
#define BUFFER 96

static void flush(struct format_out *o)
{
	console_write(o->start, (size_t)(o->at - o->start));
	o->at = o->start;
}

static int print_arguments(const char *fmt, struct format_arguments *args)
{
	char buffer[BUFFER];
	struct format_out o = {buffer, buffer, buffer + BUFFER, flush, 0};
	int n = format(&o, fmt, args);

	if (o.at > o.start)
		flush(&o);
	return n;
}

int vprint(const char *fmt, va_list list)
{
	struct format_arguments args;
	int n;

	va_copy(args.list, list);
	n = print_arguments(fmt, &args);
	va_end(args.list);
	return n;
}

int print(const char *fmt, ...)
{
	struct format_arguments args;
	int n;

	va_start(args.list, fmt);
	n = print_arguments(fmt, &args);
	va_end(args.list);
	return n;
}
