/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/format.h>
#include <skiff/plat.h>
#include <skiff/print.h>

/* Collects short pieces: a console write may be a hypercall. */
struct buffer {
	unsigned int used;
	char text[96];
};

static void flush(struct buffer *b)
{
	if (b->used > 0)
		console_write(b->text, b->used);
	b->used = 0;
}

static void put(void *context, const char *text, size_t length)
{
	struct buffer *b = context;

	while (length-- > 0) {
		if (b->used == sizeof(b->text))
			flush(b);
		b->text[b->used++] = *text++;
	}
}

int vprint(const char *fmt, va_list args)
{
	struct buffer b;
	int n;

	b.used = 0;
	n = format(put, &b, fmt, args);
	flush(&b);
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
