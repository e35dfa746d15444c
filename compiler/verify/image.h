/* SPDX-License-Identifier: BSD-3-Clause */
/* The image file: an ELF64 whose segments stand at physical addresses. Nothing in it is trusted. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "findings.h"

#define PAGE_SIZE 4096ull
#define PAGE_MASK (PAGE_SIZE - 1)

struct image_segment {
	uint64_t pa, file_size, memory_size;
	const uint8_t *bytes;
};

/* A section's bytes, unaligned; NULL: there is none. */
struct image_section {
	const uint8_t *bytes;
	size_t size;
};

struct image {
	const uint8_t *data;
	size_t size;
	uint64_t entry;
	struct image_segment *segments; /* sorted by pa, disjoint */
	size_t segment_count;
	/* See bulkhead/declarations.h. */
	struct image_section declarations, description, board, machine;
};

/*
 * Reads the ELF header, program headers and the declarations' section from `size` bytes at `data`,
 * which must stay as long as the image. Returns false, with findings, if nothing can be done with
 * it.
 */
bool image_open(struct image *image, const void *data, size_t size, struct findings *findings);
void image_close(struct image *image);

/* The `size` bytes that the file puts at physical address `pa`, or NULL if not all are in one
 * segment's file part. Unaligned. */
const void *image_at(const struct image *image, uint64_t pa, uint64_t size);

/* Does the image load or clear all of pa .. pa + size? */
bool image_covers(const struct image *image, uint64_t pa, uint64_t size);
/* Does the image set all of pa .. pa + size to zero? */
bool image_is_zero(const struct image *image, uint64_t pa, uint64_t size);
