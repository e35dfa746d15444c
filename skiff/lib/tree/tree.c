/* SPDX-License-Identifier: BSD-3-Clause */
/* AVL tree (Adelson-Velsky, Landis 1962; Knuth, The Art of Computer Programming 3, 6.2.3). */
#include <skiff/tree.h>

void tree_init(struct tree *tree, tree_compare *compare)
{
	tree->root = NULL;
	tree->compare = compare;
}

/* Index of a node among its parent's children. */
static int side(const struct tree_node *n)
{
	return n->parent->child[1] == n;
}

/* Put `new` where `old` hangs. */
static void replace(struct tree *tree, struct tree_node *old, struct tree_node *new)
{
	if (!old->parent)
		tree->root = new;
	else
		old->parent->child[side(old)] = new;
	if (new)
		new->parent = old->parent;
}

/* Lift child `s` of n above n; the caller sets the balances. @return the child */
static struct tree_node *lift(struct tree *tree, struct tree_node *n, int s)
{
	struct tree_node *c = n->child[s];

	replace(tree, n, c);
	n->child[s] = c->child[!s];
	if (n->child[s])
		n->child[s]->parent = n;
	c->child[!s] = n;
	n->parent = c;
	return c;
}

/* Repair n, which is two levels deeper on side s. @return the root of the repaired part */
static struct tree_node *rotate(struct tree *tree, struct tree_node *n, int s)
{
	int deep = s ? 1 : -1;
	struct tree_node *c = n->child[s], *g;

	if (c->balance != -deep) {
		lift(tree, n, s);
		n->balance = c->balance == 0 ? deep : 0;
		c->balance = c->balance == 0 ? -deep : 0;
		return c;
	}
	g = c->child[!s];
	lift(tree, c, !s);
	lift(tree, n, s);
	n->balance = g->balance == deep ? -deep : 0;
	c->balance = g->balance == -deep ? deep : 0;
	g->balance = 0;
	return g;
}

bool tree_insert(struct tree *tree, struct tree_node *node)
{
	struct tree_node *parent = NULL, **link = &tree->root;

	while (*link) {
		int order = tree->compare(node, *link);

		if (order == 0)
			return false;
		parent = *link;
		link = &parent->child[order > 0];
	}
	*node = (struct tree_node){.parent = parent};
	*link = node;
	/* Go up as long as a part has become deeper. */
	for (struct tree_node *n = node; n->parent; n = n->parent) {
		struct tree_node *p = n->parent;
		int s = side(n);

		p->balance += s ? 1 : -1;
		if (p->balance == 0)
			break;
		if (p->balance == 2 || p->balance == -2) {
			rotate(tree, p, s);
			break;
		}
	}
	return true;
}

/* Side s of p has become less deep: repair balances upwards. */
static void shrink(struct tree *tree, struct tree_node *p, int s)
{
	while (p) {
		struct tree_node *top = p;

		p->balance -= s ? 1 : -1;
		if (p->balance == 1 || p->balance == -1)
			return; /* as deep as before */
		if (p->balance != 0) {
			top = rotate(tree, p, !s);
			if (top->balance != 0)
				return;
		}
		p = top->parent;
		if (p)
			s = side(top);
	}
}

void tree_remove(struct tree *tree, struct tree_node *node)
{
	struct tree_node *next, *parent;
	int s;

	if (!node->child[0] || !node->child[1]) {
		parent = node->parent;
		s = parent ? side(node) : 0;
		replace(tree, node, node->child[!node->child[0]]);
		shrink(tree, parent, s);
		return;
	}
	/* The node's successor, which has no left child, takes its place. */
	next = node->child[1];
	while (next->child[0])
		next = next->child[0];
	parent = next->parent;
	s = side(next);
	replace(tree, next, next->child[1]);
	if (parent == node)
		parent = next;
	replace(tree, node, next);
	for (int i = 0; i < 2; i++) {
		next->child[i] = node->child[i];
		if (next->child[i])
			next->child[i]->parent = next;
	}
	next->balance = node->balance;
	shrink(tree, parent, s);
}

struct tree_node *tree_find(const struct tree *tree, const struct tree_node *key)
{
	struct tree_node *n = tree->root;
	int order;

	while (n && (order = tree->compare(key, n)) != 0)
		n = n->child[order > 0];
	return n;
}

struct tree_node *tree_first(const struct tree *tree)
{
	struct tree_node *n = tree->root;

	while (n && n->child[0])
		n = n->child[0];
	return n;
}

struct tree_node *tree_next(const struct tree_node *node)
{
	if (node->child[1]) {
		struct tree_node *n = node->child[1];

		while (n->child[0])
			n = n->child[0];
		return n;
	}
	while (node->parent && side(node))
		node = node->parent;
	return node->parent;
}
