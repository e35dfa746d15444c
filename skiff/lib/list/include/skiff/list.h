/* SPDX-License-Identifier: BSD-3-Clause */
/* Doubly linked intrusive list: a node lies in the object, the list is a ring with a head. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/** A node, or the head of a list. */
struct list {
	struct list *next; /* of the head: the first node, or the head itself */
	struct list *prev; /* of the head: the last node, or the head itself */
};

/** The object of `type` whose member `member` is at `pointer`. */
#define container_of(pointer, type, member) \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/** Initialiser of an empty list. */
#define LIST_INIT(name)          \
	{                        \
		&(name), &(name) \
	}

/** Make an empty list, or a node that is in no list. */
static inline void list_init(struct list *list)
{
	list->next = list->prev = list;
}

/** Has the list no node (is the node in no list)? */
static inline bool list_empty(const struct list *list)
{
	return list->next == list;
}

/** Insert behind `at`: at the front, if `at` is the head. */
static inline void list_insert(struct list *at, struct list *node)
{
	node->prev = at;
	node->next = at->next;
	at->next->prev = node;
	at->next = node;
}

/** Insert before `at`: at the back, if `at` is the head. */
static inline void list_append(struct list *at, struct list *node)
{
	list_insert(at->prev, node);
}

/** Take a node out; it is left as one that is in no list, so taking it out again does nothing. */
static inline void list_remove(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

/** Take the first node out. @return NULL if the list is empty */
static inline struct list *list_pop(struct list *list)
{
	struct list *first = list->next;

	if (first == list)
		return NULL;
	list_remove(first);
	return first;
}

/** list_pop() that doesn't reset the node, which must be inserted before it is removed again. */
static inline struct list *list_take(struct list *list)
{
	struct list *first = list->next;

	if (first == list)
		return NULL;
	list->next = first->next;
	first->next->prev = list;
	return first;
}

/** All nodes from the front; the present one must stay in the list. */
#define list_each(node, head) \
	for (struct list *node = (head)->next; node != (head); node = node->next)
