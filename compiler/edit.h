/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A description that is added to. What is there already stays: a node that exists is used, a property that exists keeps
 * its value. Nodes are named by their paths, since their offsets move.
 */
#pragma once
#include "field.h"

void edit_begin(struct bytes tree);
/* The tree as it is now. */
struct bytes edit_end(void);

/* The path of PARENT/NAME, which is there then, before PARENT's other nodes. */
const char *edit_node(const char *parent, const char *name);

void edit_flag(const char *path, const char *property);
void edit_number(const char *path, const char *property, uint64_t value);
/* Two cells, or four if one of the values needs them. */
void edit_pair(const char *path, const char *property, uint64_t first, uint64_t second);
void edit_text(const char *path, const char *property, const char *text);
void edit_texts(const char *path, const char *property, const char *first, const char *second);
/* None: no property. */
void edit_list(const char *path, const char *property, const struct strings *texts);
void edit_cells(const char *path, const char *property, const uint32_t *cells, size_t count);
