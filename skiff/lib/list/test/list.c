/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/list.h>
#include <skiff/test.h>

struct item {
	int value;
	struct list node;
};

TEST(list_keeps_order)
{
	struct list list = LIST_INIT(list);
	struct item items[4];
	int expected = 0;

	CHECK(list_empty(&list) && !list_pop(&list));
	for (int i = 0; i < 4; i++)
		items[i].value = i;
	list_append(&list, &items[1].node);
	list_append(&list, &items[2].node);
	list_insert(&list, &items[0].node);
	list_append(&list, &items[3].node);
	list_each(n, &list) CHECK(container_of(n, struct item, node)->value == expected++);
	CHECK(expected == 4);
	list_remove(&items[2].node);
	list_remove(&items[2].node); /* once more does nothing */
	CHECK(list_pop(&list) == &items[0].node && list_pop(&list) == &items[1].node);
	CHECK(list_take(&list) == &items[3].node && list_empty(&list));
}
