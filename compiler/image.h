/* SPDX-License-Identifier: BSD-3-Clause */
/* Image files: Skiff, ELF, Linux Image, raw. */
#pragma once
#include "system.h"

enum image_kind { IMAGE_RAW, IMAGE_ELF, IMAGE_SKIFF, IMAGE_LINUX };

struct segment {
	uint64_t paddr, vaddr, file_size, memory_size;
	uint32_t rights; /* BULKHEAD_RIGHT_*, DECLARED_EXECUTE */
};

/* A need that a note of the image states (bootinfo.h). */
struct need {
	uint32_t need, value;
};

struct image {
	const char *path, *name; /* name: file name alone */
	enum image_kind kind;
	struct bytes bytes; /* flattened: byte 0 is `base` */
	uint64_t base;	    /* ELF: lowest physical address, at a page */
	uint64_t span;	    /* bytes in memory, zeroes behind the file's included */
	uint64_t entry, passive_entry;
	uint64_t text_offset, linux_size; /* Linux Image header */
	struct bulkhead_stacks stacks;	  /* its threads' stacks; count 0: none */
	LIST(struct segment) segments;
	LIST(struct need) needs;
	size_t blob; /* index in system.blobs */
};

/*
 * The image at `file`: relative to the build directory, else to the description's folder. Each file
 * is loaded once. NULL: an error at (node, property) was reported.
 */
const struct image *image_load(struct system *system, const char *node, const char *property,
			       const char *file);
/* Forgets all loaded images. */
void image_forget(void);
/* Adds pages to the system image; returns their index. */
size_t blob_add(struct system *system, const char *name, struct bytes bytes);
/* Reads an ELF file's header and program headers. NULL, or what is wrong. */
const char *elf_read(const struct bytes *file, struct image *image, bool *executable);
