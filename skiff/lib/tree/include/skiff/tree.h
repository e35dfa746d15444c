/* SPDX-License-Identifier: BSD-3-Clause */
/* Balanced binary tree (AVL), intrusive: a node lies in the object. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/** A node, inside the object. */
struct tree_node {
	struct tree_node *parent;   /* NULL: the root */
	struct tree_node *child[2]; /* what goes before it, and behind */
	int balance;		    /* height of child[1] - height of child[0] */
};

/** @return < 0, 0, > 0: a goes before b, is equal, goes behind */
typedef int tree_compare(const struct tree_node *a, const struct tree_node *b);

/** A tree. */
struct tree {
	struct tree_node *root; /* NULL: empty */
	tree_compare *compare;	/* its order */
};

/** Make an empty tree. */
void tree_init(struct tree *tree, tree_compare *compare);

/** Insert. @return false: an equal node is in the tree already, which stays as it is */
bool tree_insert(struct tree *tree, struct tree_node *node);

/** Remove a node, which must be in the tree. */
void tree_remove(struct tree *tree, struct tree_node *node);

/** The node equal to `key`, or NULL. */
struct tree_node *tree_find(const struct tree *tree, const struct tree_node *key);

/** The first node in order; NULL: none. */
struct tree_node *tree_first(const struct tree *tree);
/** The node behind this one in order; NULL: it is the last. */
struct tree_node *tree_next(const struct tree_node *node);
