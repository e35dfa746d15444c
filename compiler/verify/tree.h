/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Properties of device trees, as the verifier reads them. A property that is missing or can't be read gives the default, so
 * that a damaged tree contradicts the image.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Cells of a property, big-endian in the tree. */
struct tree_cells {
	const void *bytes;
	uint32_t count;
};

/* A number of one cell or two. */
uint64_t tree_number(const void *tree, int node, const char *property, uint64_t otherwise);
bool tree_has(const void *tree, int node, const char *property);
/* The first string; NULL: there is none. */
const char *tree_text(const void *tree, int node, const char *property);
/* String `index` of a list; NULL: behind the end. */
const char *tree_item(const void *tree, int node, const char *property, int index);
/* Is `word` in the list of strings? */
bool tree_lists(const void *tree, int node, const char *property, const char *word);
/* Index of the string among `choices`, NULL-terminated; `otherwise` if there is none. */
uint32_t tree_choice(const void *tree, int node, const char *property, const char *const *choices,
		     uint32_t otherwise);
struct tree_cells tree_cells(const void *tree, int node, const char *property);
/* Cell `index`, 0 behind the end. */
uint32_t tree_cell(struct tree_cells cells, uint32_t index);
/* Entry `index` of the node's `reg`; false: there is none. */
bool tree_reg(const void *tree, int node, int index, uint64_t *base, uint64_t *size);
/* Entry `index` of `reg` as a physical address, by the `ranges` of each bus above; false: the CPU doesn't reach it. */
bool tree_registers(const void *tree, int node, int index, uint64_t *base, uint64_t *size);
/* Name of a node; "" if it has none. */
const char *tree_name(const void *tree, int node);
