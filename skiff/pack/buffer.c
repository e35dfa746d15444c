/* SPDX-License-Identifier: BSD-3-Clause */
/* Growing buffers, formatted text, and errors. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pack.h"

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("skiff-pack: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

char *text(const char *format, ...)
{
	va_list args;
	char *made;

	va_start(args, format);
	if (vasprintf(&made, format, args) < 0)
		die("no memory");
	va_end(args);
	return made;
}

void buffer_add(struct buffer *b, const void *from, size_t size)
{
	if (b->space - b->size < size) {
		b->space = (b->size + size) * 2;
		b->data = realloc(b->data, b->space);
		if (!b->data)
			die("no memory");
	}
	if (from)
		memcpy(b->data + b->size, from, size);
	else
		memset(b->data + b->size, 0, size);
	b->size += size;
}

void buffer_align(struct buffer *b, size_t alignment)
{
	buffer_add(b, NULL, (alignment - b->size % alignment) % alignment);
}

void buffer_read(struct buffer *b, const char *path)
{
	FILE *f = fopen(path, "rb");
	char part[65536];
	size_t n;

	if (!f)
		die("%s: %m", path);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buffer_add(b, part, n);
	if (ferror(f))
		die("%s: can't be read", path);
	fclose(f);
}
