/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the host tool appends to an image that runs a packed program: this header, then strings, then an archive of files
 * (cpio, format newc). It lies at __appended, behind the image's blocks of 2 MiB. Image and tool have the same byte order.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define PACK_MAGIC   0x6b6361702d666b73u /* "skf-pack" */
#define PACK_VERSION 1u			 /* version of this layout */
#define PACK_ALIGN   4096u /* alignment of the archive, and of each file's contents in it */

/** The header. Offsets are from its start, sizes in bytes. */
struct pack_header {
	uint64_t magic;	       /* PACK_MAGIC */
	uint32_t version;      /* PACK_VERSION */
	uint32_t arguments;    /* number of strings for argv, the program's path first */
	uint32_t variables;    /* number of strings behind them, for the environment */
	uint32_t pad;	       /* 0 */
	uint64_t size;	       /* size of all that is appended */
	uint64_t strings;      /* offset of the strings, each ended by a 0 */
	uint64_t archive;      /* offset of the archive */
	uint64_t archive_size; /* bytes of the archive */
};

/** The header, if anything was appended. */
extern const struct pack_header __appended[];

/** @return whether a header is there */
static inline bool pack_is(const struct pack_header *h)
{
	return h->magic == PACK_MAGIC && h->version == PACK_VERSION;
}
