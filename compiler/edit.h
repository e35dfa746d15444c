/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Adds to a description. What exists stays: an existing node is used, an existing property keeps its value. Nodes are named by
 * their paths, since their offsets move.
 */
#pragma once
#include "field.h"

void edit_begin(struct bytes tree);
/* Ends the editing; returns the tree. */
struct bytes edit_end(void);

/* Makes PARENT/NAME, before PARENT's other nodes, if it doesn't exist. Returns its path. */
const char *edit_node(const char *parent, const char *name);

void edit_flag(const char *path, const char *property);
void edit_number(const char *path, const char *property, uint64_t value);
/* Adds a pair as two cells, or as four if one of the values needs them. */
void edit_pair(const char *path, const char *property, uint64_t first, uint64_t second);
void edit_text(const char *path, const char *property, const char *text);
void edit_texts(const char *path, const char *property, const char *first, const char *second);
/* An empty list adds no property. */
void edit_list(const char *path, const char *property, const struct strings *texts);
void edit_cells(const char *path, const char *property, const uint32_t *cells, size_t count);
