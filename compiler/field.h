/* SPDX-License-Identifier: BSD-3-Clause */
/* Properties of a node, read into a struct by a const table. */
#pragma once
#include "host.h"

struct strings {
	const char **items;
	size_t count;
};
struct cells {
	uint32_t *items;
	size_t count;
};

enum field_type {
	FIELD_FLAG,    /* bool: the property is there */
	FIELD_U32,     /* uint32_t: one cell */
	FIELD_U64,     /* uint64_t: one cell, or two (high, low) */
	FIELD_STRING,  /* const char * */
	FIELD_STRINGS, /* struct strings */
	FIELD_CELLS,   /* struct cells */
	FIELD_CHOICE, /* uint32_t: `minimum` + index of the string in `choices`; unknown: their count */
	FIELD_IGNORE /* a known property that isn't read here */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	bool required;
	uint64_t minimum, maximum;  /* for FIELD_U32, FIELD_U64 and cells; maximum 0: none */
	uint64_t unit;		    /* the value must be a multiple; 0: any value */
	const char *const *choices; /* NULL-terminated */
	bool may_be_empty;	    /* FIELD_STRING */
};

/* A node with its tree and its path. */
struct node {
	const void *tree;
	int offset;
	const char *path;
};

/* Finds a node by its path, or by its parent and name; offset < 0: there is none. */
struct node node_at(const void *tree, const char *path);
struct node node_child(struct node parent, const char *name);
struct node node_first(struct node parent);
struct node node_next(struct node sibling);
const char *node_name(struct node node);

bool node_has(struct node node, const char *property);

/*
 * Reads the properties of a node into *object. Unknown, missing, malformed and out-of-range ones
 * are errors, and leave *object as it is.
 */
void fields_read(struct node node, const struct field *fields, size_t count, void *object);
/* Any child whose name isn't among `names` is an error. */
void nodes_known(struct node node, const char *const *names, size_t count);
