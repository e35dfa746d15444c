/* SPDX-License-Identifier: BSD-3-Clause */
/* Areas: a list by address. */
#include <errno.h>
#include <stdlib.h>
#include "inside.h"

/* Where the search for a free range begins: programs and their interpreter lie below. */
#define FIND_START (SPACE_HIGH_START + 0x100000000ull)

struct list space_areas = LIST_INIT(space_areas);

static struct area *area_at(struct list *node)
{
	return container_of(node, struct area, node);
}

struct area *area_of(uintptr_t at)
{
	list_each(node, &space_areas)
	{
		struct area *a = area_at(node);

		if (at < a->start)
			break;
		if (at < a->end)
			return a;
	}
	return NULL;
}

bool area_allowed(uintptr_t start, size_t size)
{
	bool low =
	    start >= SPACE_LOW_START && start < SPACE_LOW_END && size <= SPACE_LOW_END - start;
	bool high =
	    start >= SPACE_HIGH_START && start < SPACE_HIGH_END && size <= SPACE_HIGH_END - start;

	return size > 0 && (low || high);
}

static void insert(struct area *new)
{
	struct list *before = &space_areas;

	list_each(node, &space_areas)
	{
		if (area_at(node)->start > new->start) {
			before = node;
			break;
		}
	}
	list_append(before, &new->node);
}

bool area_split(uintptr_t at)
{
	struct area *a = area_of(at), *above;
	size_t lower;

	if (!a || a->start == at)
		return true;
	above = malloc(sizeof(*above));
	if (!above)
		return false;
	*above = *a;
	above->start = at;
	a->end = at;
	lower = at - a->start;
	if (a->content && a->filled > lower) {
		above->content = a->content + lower;
		above->filled = a->filled - lower;
		a->filled = lower;
	} else {
		above->content = NULL;
		above->filled = 0;
	}
	insert(above);
	return true;
}

void area_forget(uintptr_t start, uintptr_t end)
{
	uint64_t *entry;

	for (uintptr_t at = start; (entry = entry_next(&at, end)); at += PAGE)
		entry_clear(entry, at);
}

bool area_none(uintptr_t start, uintptr_t end)
{
	list_each(node, &space_areas)
	{
		const struct area *a = area_at(node);

		if (a->start < end && a->end > start)
			return false;
	}
	return true;
}

bool area_remove(uintptr_t start, uintptr_t end)
{
	if (!area_split(start) || !area_split(end))
		return false;
	for (struct list *node = space_areas.next, *next; node != &space_areas; node = next) {
		struct area *a = area_at(node);

		next = node->next;
		if (a->start < start || a->start >= end)
			continue;
		area_forget(a->start, a->end);
		list_remove(node);
		free(a);
	}
	return true;
}

uintptr_t area_find(size_t size)
{
	uintptr_t at = FIND_START;

	list_each(node, &space_areas)
	{
		const struct area *a = area_at(node);

		if (a->end <= at)
			continue;
		if (a->start >= at && a->start - at >= size)
			break;
		at = a->end;
	}
	return size <= SPACE_HIGH_END - at ? at : 0;
}

int space_map(uintptr_t at, size_t size, int protection, const char *content, size_t filled)
{
	struct area *a;

	if (!area_allowed(at, size) || at % PAGE || size % PAGE)
		return -EINVAL;
	if ((protection & POSIX_PROT_WRITE) && (protection & POSIX_PROT_EXEC))
		return -EACCES;
	a = malloc(sizeof(*a));
	if (!a || !area_remove(at, at + size)) {
		free(a);
		return -ENOMEM;
	}
	*a = (struct area){.start = at,
			   .end = at + size,
			   .protection = protection,
			   .content = content,
			   .filled = filled};
	insert(a);
	return 0;
}
