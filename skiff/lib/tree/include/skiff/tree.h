/* SPDX-License-Identifier: BSD-3-Clause */
/* Balanced binary tree (AVL), intrusive: a node lies in the object. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct tree_node {
	struct tree_node *parent, *child[2];
	int balance; /* height of child[1] - height of child[0] */
};

/** @return < 0, 0, > 0: a goes before b, is equal, goes behind */
typedef int tree_compare(const struct tree_node *a, const struct tree_node *b);

struct tree {
	struct tree_node *root;
	tree_compare *compare;
};

void tree_init(struct tree *tree, tree_compare *compare);

/** Insert. @return false: an equal node is there already, the tree is as it was */
bool tree_insert(struct tree *tree, struct tree_node *node);

/** Take a node out that is in the tree. */
void tree_remove(struct tree *tree, struct tree_node *node);

/** The node equal to `key`, or NULL. */
struct tree_node *tree_find(const struct tree *tree, const struct tree_node *key);

/** The first node, and the next of a node, in order; NULL at the end. */
struct tree_node *tree_first(const struct tree *tree);
struct tree_node *tree_next(const struct tree_node *node);
