/* SPDX-License-Identifier: BSD-3-Clause */
/* The host tool skiff-pack makes an image of a Linux program for arm64. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A buffer that grows. */
struct buffer {
	char *data;
	size_t size, space;
};

/** Print what is wrong, and exit with status 1. */
_Noreturn __attribute__((format(printf, 1, 2))) void die(const char *format, ...);
/** Format as printf does. @return memory that the caller frees */
__attribute__((format(printf, 1, 2))) char *text(const char *format, ...);
/** Append `size` bytes, which are zeros if `from` is NULL. */
void buffer_add(struct buffer *b, const void *from, size_t size);
/** Append zeros up to a multiple of `alignment`. */
void buffer_align(struct buffer *b, size_t alignment);
/** Append a file of the host; ends the tool if it can't be read. */
void buffer_read(struct buffer *b, const char *path);

/** Find the host's file for a path below a root. Symbolic links are resolved as the program would see them.
 * @param root  the folder that the program sees as `/`
 * @return the host's path, which the caller frees; NULL: there is no such file */
char *root_find(const char *root, const char *path);

/** An archive under construction (cpio, format newc). */
struct archive {
	struct buffer bytes;
	char **paths; /* the paths that have been added */
	size_t count;
};
/** @return whether a path has been added */
bool archive_has(const struct archive *a, const char *path);
/** Add a file, or a folder with all that is in it.
 * @param path  absolute path in the archive
 * @param host  path on the host */
void archive_add(struct archive *a, const char *path, const char *host);
/** Add the trailer that ends an archive. */
void archive_finish(struct archive *a);

/** Add a program and what the dynamic linker will load with it.
 * @return false: it isn't a program for arm64; *what says why */
bool program_add(struct archive *a, const char *root, const char *path, const char **what);

/** Write an image: the runtime, and the payload at the address where the runtime expects it. */
void image_write(const char *output, const char *runtime, const struct buffer *payload);
