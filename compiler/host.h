/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory, lists and files of the host tool. Memory lives until host_release(). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE	       4096ull
#define KIB(n)	       ((uint64_t)(n) << 10)
#define MIB(n)	       ((uint64_t)(n) << 20)
#define GIB(n)	       ((uint64_t)(n) << 30)
#define COUNT_OF(a)    (sizeof(a) / sizeof((a)[0]))
#define ALIGN_UP(v, a) (((v) + (a)-1) / (a) * (a))

/* Zeroed memory; ends the program when there is none. */
void *host_allocate(size_t size);
/* A formatted string, in memory of host_allocate(). */
char *host_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Releases all memory of host_allocate(). */
void host_release(void);

/* A list of items that grows; its items move when it does. */
#define LIST(type)                      \
	struct {                        \
		type *items;            \
		size_t count, capacity; \
	}
/* Appends a zeroed item and returns a pointer to it, valid until the next append. */
#define LIST_ADD(list)                                                                           \
	((list)->items =                                                                         \
	     host_grow((list)->items, (list)->count, &(list)->capacity, sizeof(*(list)->items)), \
	 &(list)->items[(list)->count++])
void *host_grow(void *items, size_t count, size_t *capacity, size_t size);

struct bytes {
	uint8_t *data;
	size_t size;
};
/* Reads a whole file. False: it can't be read (errno says why). */
bool host_read_file(const char *path, struct bytes *out);
/* The reason why host_read_file() failed. */
const char *host_error(void);
/* Directory part of a path ("." if there is none). */
char *host_directory(const char *path);
/* Directory of the tool itself, build/: it holds what `make` built. */
char *host_tool_directory(void);
bool host_exists(const char *path);
/* The path of a file that a description names: relative to `build` if it exists there, else to the description's `folder`. */
char *host_find(const char *file, const char *build, const char *folder);
