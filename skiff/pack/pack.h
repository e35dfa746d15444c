/* SPDX-License-Identifier: BSD-3-Clause */
/* The host tool skiff-pack: an image of a program of Linux on arm64. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes that grow. */
struct buffer {
	char *data;
	size_t size, space;
};

/** Say what is wrong, and exit with status 1. */
_Noreturn __attribute__((format(printf, 1, 2))) void die(const char *format, ...);
/** printf into memory that the caller frees. */
__attribute__((format(printf, 1, 2))) char *text(const char *format, ...);
/** Append; NULL: zeros. */
void buffer_add(struct buffer *b, const void *from, size_t size);
/** Append zeros up to a multiple of `alignment`. */
void buffer_align(struct buffer *b, size_t alignment);
/** Append a file of the host; ends the tool if it can't be read. */
void buffer_read(struct buffer *b, const char *path);

/** Where the file of this path of the root lies on the host: symbolic links lead to where they do there.
 * @param root  a folder that is `/` to the program
 * @return the host's path, the caller's; NULL: there is none */
char *root_find(const char *root, const char *path);

/** An archive that is being made (cpio, format newc). */
struct archive {
	struct buffer bytes;
	char **paths; /* that it has */
	size_t count;
};
/** @return whether a path is in it */
bool archive_has(const struct archive *a, const char *path);
/** Add a file, or a folder with all that is in it.
 * @param path  in the archive, from `/` on
 * @param host  where it is */
void archive_add(struct archive *a, const char *path, const char *host);
/** The end of it. */
void archive_finish(struct archive *a);

/** Add a program and what the dynamic linker will load with it.
 * @return false: it is no program for arm64; *what says why */
bool program_add(struct archive *a, const char *root, const char *path, const char **what);

/** Write an image: the runtime's, and the payload where it expects it. */
void image_write(const char *output, const char *runtime, const struct buffer *payload);
