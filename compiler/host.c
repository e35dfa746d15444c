/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"
#include "replace.h"

struct block {
	struct block *next;
	_Alignas(16) uint8_t data[];
};
static struct block *blocks;

void *host_allocate(size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	if (!block) {
		fprintf(stderr, "bulkhead: out of memory\n");
		exit(2);
	}
	block->next = blocks;
	blocks = block;
	return block->data;
}

void host_release(void)
{
	while (blocks) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
	replace_forget();
}

char *host_format(const char *format, ...)
{
	va_list args, again;
	int length;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = host_allocate((size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void *host_grow(void *items, size_t count, size_t *capacity, size_t size)
{
	void *grown;

	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 8;
	grown = host_allocate(*capacity * size);
	if (count)
		memcpy(grown, items, count * size);
	return grown;
}

bool host_read_file(const char *path, struct bytes *out)
{
	struct stat status;
	FILE *file;
	long size;
	bool ok = false;

	/* Only regular files: a folder has a size, too, and a pipe would block. */
	if (stat(path, &status))
		return false;
	if (!S_ISREG(status.st_mode)) {
		errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
		return false;
	}
	file = fopen(path, "rb");
	if (!file)
		return false;
	replace_protect(path);
	if (!fseek(file, 0, SEEK_END) && (size = ftell(file)) >= 0 && !fseek(file, 0, SEEK_SET)) {
		out->size = (size_t)size;
		out->data = host_allocate(out->size + 1);
		ok = fread(out->data, 1, out->size, file) == out->size;
	}
	fclose(file);
	return ok;
}

const char *host_error(void)
{
	return errno == EINVAL ? "is no regular file" : strerror(errno);
}

char *host_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return host_format(".");
	return host_format("%.*s", slash == path ? 1 : (int)(slash - path), path);
}

char *host_tool_directory(void)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		return host_format(".");
	path[length] = '\0';
	return host_directory(path);
}

bool host_exists(const char *path)
{
	return !access(path, R_OK);
}

char *host_find(const char *file, const char *build, const char *folder)
{
	char *path = host_format("%s/%s", build, file);

	if (file[0] == '/')
		return host_format("%s", file);
	return host_exists(path) ? path : host_format("%s/%s", folder, file);
}
