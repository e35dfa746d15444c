/* SPDX-License-Identifier: BSD-3-Clause */
/* Writes one device tree at a time, node by node. The first error sticks, and write_close() returns it. */
#pragma once
#include <bulkhead/manifest.h>
#include "field.h"

void write_open(size_t size);
/* Ends the tree and returns it; *error: what went wrong, then there is no tree, or NULL. */
struct bytes write_close(const char **error);

void write_begin(const char *name);
void write_end(void);

void write_flag(const char *name);
void write_number(const char *name, uint32_t value);
void write_number64(const char *name, uint64_t value);
void write_text(const char *name, const char *value);
void write_texts(const char *name, const struct strings *strings);
void write_raw(const char *name, const void *value, size_t size);
void write_cells(const char *name, const uint32_t *values, size_t count);
/* The property `reg`: two cells each. */
void write_reg(uint64_t base, uint64_t size);
void write_regions(const struct bulkhead_range *regions, size_t count);

#define WRITE_TEXTS(name, literal) write_raw(name, literal, sizeof(literal))
#define WRITE_CELLS(name, ...) \
	write_cells(name, (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)

#define HIGH(v) (uint32_t)((uint64_t)(v) >> 32)
#define LOW(v)	(uint32_t)(v)
