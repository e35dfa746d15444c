/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/list.h>
#include <skiff/test.h>
#include <skiff/tree.h>

#define COUNT 200

struct item {
	int key;
	bool in;
	struct tree_node node;
};

static int compare(const struct tree_node *a, const struct tree_node *b)
{
	return container_of(a, struct item, node)->key - container_of(b, struct item, node)->key;
}

/* Height, or -1000 if a part is out of balance, order or linkage. */
static int height(const struct tree_node *n)
{
	int l, r;

	if (!n)
		return 0;
	for (int i = 0; i < 2; i++)
		if (n->child[i] && n->child[i]->parent != n)
			return -1000;
	l = height(n->child[0]);
	r = height(n->child[1]);
	if (l < 0 || r < 0 || r - l != n->balance || r - l > 1 || l - r > 1)
		return -1000;
	return 1 + (l > r ? l : r);
}

/* A tree against an array of flags, 4,000 random steps. */
TEST(tree_stays_balanced_and_sorted)
{
	static struct item items[COUNT];
	struct tree tree;
	bool right = true;

	tree_init(&tree, compare);
	for (int i = 0; i < COUNT; i++)
		items[i].key = i;
	for (int step = 0; step < 4000 && right; step++) {
		struct item *item = &items[rand() % COUNT];
		int last = -1, seen = 0, expected = 0;

		if (item->in)
			tree_remove(&tree, &item->node);
		else
			right = tree_insert(&tree, &item->node);
		item->in = !item->in;
		right = right && height(tree.root) >= 0;
		right = right && (tree_find(&tree, &item->node) != NULL) == item->in;
		if (step % 16)
			continue;
		for (struct tree_node *n = tree_first(&tree); n; n = tree_next(n)) {
			struct item *at = container_of(n, struct item, node);

			right = right && at->key > last && at->in;
			last = at->key;
			seen++;
		}
		for (int i = 0; i < COUNT; i++)
			expected += items[i].in;
		right = right && seen == expected;
	}
	CHECK(right);
}

TEST(tree_refuses_equals)
{
	struct item a = {.key = 1}, b = {.key = 1};
	struct tree tree;

	tree_init(&tree, compare);
	CHECK(tree_insert(&tree, &a.node) && !tree_insert(&tree, &b.node));
	tree_remove(&tree, &a.node);
	CHECK(!tree_first(&tree));
}
