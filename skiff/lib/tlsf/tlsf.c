/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/assert.h>
#include "tlsf.h"

#define SIZE_MAX_REQUEST ((size_t)1 << 35)

static void insert(struct tlsf *t, struct block *b)
{
	unsigned int fl, sl;
	struct block *head;

	tlsf_class(block_size(b), &fl, &sl);
	head = t->list[fl][sl];
	b->next = head;
	b->prev = NULL;
	if (head)
		head->prev = b;
	t->list[fl][sl] = b;
	t->fl |= 1u << fl;
	t->sl[fl] |= 1u << sl;
}

static void take_out(struct tlsf *t, struct block *b)
{
	unsigned int fl, sl;

	if (b->next)
		b->next->prev = b->prev;
	if (b->prev) {
		b->prev->next = b->next;
		return;
	}
	tlsf_class(block_size(b), &fl, &sl);
	t->list[fl][sl] = b->next;
	if (!b->next) {
		t->sl[fl] &= ~(1u << sl);
		if (t->sl[fl] == 0)
			t->fl &= ~(1u << fl);
	}
}

/* Mark a block as free, merge it with free neighbours, and put the result into its list. */
static void release(struct tlsf *t, struct block *b)
{
	struct block *next = block_next(b);

	b->size |= FREE; /* also if it becomes the inside of another: finds a second free */
	if (next->size & FREE) {
		take_out(t, next);
		b->size += block_size(next);
		next = block_next(b);
	}
	if (b->size & PREVIOUS_FREE) {
		struct block *previous = b->previous;

		take_out(t, previous);
		previous->size += block_size(b);
		b = previous;
	}
	next->size |= PREVIOUS_FREE;
	next->previous = b;
	insert(t, b);
}

/* Cut a used block to `size` and free the rest, if that makes a block. */
static void trim(struct tlsf *t, struct block *b, size_t size)
{
	size_t rest = block_size(b) - size;
	struct block *tail;

	if (rest < BLOCK_MIN)
		return;
	b->size = size | (b->size & ~SIZE_MASK);
	tail = block_next(b);
	tail->size = rest;
	release(t, tail);
}

/* Take a free block of at least `size` from a list with only such blocks (good fit). */
static struct block *search(struct tlsf *t, size_t size)
{
	unsigned int fl, sl;
	uint32_t map;

	if (size >= SMALL)
		size += ((size_t)1 << (highest(size) - SL_SHIFT)) - 1;
	tlsf_class(size, &fl, &sl);
	if (fl >= FL_COUNT)
		return NULL;
	map = t->sl[fl] & -(1u << sl);
	if (map == 0) {
		map = t->fl & -(2u << fl);
		if (map == 0)
			return NULL;
		fl = (unsigned int)__builtin_ctz(map);
		map = t->sl[fl];
	}
	return t->list[fl][__builtin_ctz(map)];
}

void tlsf_merge_kept(struct tlsf *t)
{
#ifdef CONFIG_TLSF_QUICK
	struct block *rest = t->carve;

	t->carve = NULL;
	if (rest)
		release(t, rest);
	for (unsigned int i = 0; i <= QUICK_MAX / 16; i++)
		for (struct block *b; (b = t->quick[i]);) {
			t->quick[i] = b->next;
			b->size &= ~(size_t)KEPT;
			release(t, b);
		}
#else
	(void)t;
#endif
}

static __attribute__((noinline)) void *allocate(struct tlsf *t, size_t size)
{
	struct block *b = search(t, size), *next;
	size_t rest;

	if (!b) {
		tlsf_merge_kept(t);
		b = search(t, size);
		if (!b)
			return NULL;
	}
	take_out(t, b);
	rest = block_size(b) - size;
	if (rest >= BLOCK_MIN) {
		/* The rest stays free: nothing to merge, and the next block is marked already. */
		struct block *tail = (struct block *)((char *)b + size);

		tail->size = rest | FREE;
		block_next(tail)->previous = tail;
		b->size = size | (b->size & PREVIOUS_FREE);
		insert(t, tail);
	} else {
		b->size &= ~(size_t)FREE;
		next = block_next(b);
		next->size &= ~(size_t)PREVIOUS_FREE;
	}
	return block_payload(b);
}

/* Whole size of a block for a request. */
static inline size_t block_for(size_t size)
{
	size = (size + sizeof(size_t) + TLSF_ALIGN - 1) & -(size_t)TLSF_ALIGN;
	return size < BLOCK_MIN ? BLOCK_MIN : size;
}

#ifdef CONFIG_TLSF_QUICK
/* Cut a small block off the front of the piece that is kept for this. */
static inline void *cut(struct tlsf *t, struct block *b, size_t size)
{
	struct block *tail = (struct block *)((char *)b + size);

	tail->size = block_size(b) - size;
	b->size = size | (b->size & ~SIZE_MASK);
	t->carve = tail;
	return block_payload(b);
}

/* Cut a small block off a new piece; the rest of the old piece goes back to the lists. */
static __attribute__((noinline, cold)) void *cut_anew(struct tlsf *t, size_t size)
{
	struct block *rest = t->carve;

	t->carve = NULL;
	if (rest)
		release(t, rest);
	if (!search(t, CARVE_SIZE))
		return allocate(t, size);
	return cut(t, block_of(allocate(t, CARVE_SIZE)), size);
}
#endif

/* No kept block fits. */
static __attribute__((noinline)) void *malloc_anew(struct tlsf *t, size_t size)
{
#ifdef CONFIG_TLSF_QUICK
	if (size <= QUICK_MAX - sizeof(size_t)) {
		size = block_for(size);
		/* The rest must be a block too. */
		if (t->carve && block_size(t->carve) >= size + BLOCK_MIN)
			return cut(t, t->carve, size);
		return cut_anew(t, size);
	}
#endif
	return size > SIZE_MAX_REQUEST ? NULL : allocate(t, block_for(size));
}

void *tlsf_malloc(struct tlsf *t, size_t size)
{
#ifdef CONFIG_TLSF_QUICK
	if (size <= QUICK_MAX - sizeof(size_t)) {
		struct block **list = &t->quick[block_for(size) / 16], *b = *list;

		if (b) {
			*list = b->next;
			b->size &= ~(size_t)KEPT;
			return block_payload(b);
		}
	}
#endif
	return malloc_anew(t, size);
}

/* Free a large block, or report one that isn't used. */
static __attribute__((noinline)) void free_other(struct tlsf *t, struct block *b)
{
	if (b->size & (FREE | KEPT))
		panic("block freed twice");
	release(t, b);
}

void tlsf_free(struct tlsf *t, void *payload)
{
	struct block *b;

	if (!payload)
		return;
	b = block_of(payload);
	assert((uintptr_t)payload % TLSF_ALIGN == 0 && b >= t->first && b < t->last);
	assert(block_size(b) >= BLOCK_MIN);
#ifdef CONFIG_TLSF_QUICK
	if (b->size < QUICK_MAX + 16 && !(b->size & (FREE | KEPT))) {
		struct block **list = &t->quick[b->size / 16];

		b->next = *list;
		b->size |= KEPT;
		*list = b;
		return;
	}
#endif
	free_other(t, b);
}

void *tlsf_memalign(struct tlsf *t, size_t alignment, size_t size)
{
	struct block *b, *aligned;
	char *payload;
	size_t gap;

	if (alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > SIZE_MAX_REQUEST ||
	    size > SIZE_MAX_REQUEST)
		return NULL;
	if (alignment <= TLSF_ALIGN)
		return tlsf_malloc(t, size);
	payload = allocate(t, block_for(size) + alignment + BLOCK_MIN);
	if (!payload)
		return NULL;
	/* The gap in front is either empty or a block of its own. */
	b = block_of(payload);
	gap = -(uintptr_t)payload & (alignment - 1);
	if (gap > 0 && gap < BLOCK_MIN)
		gap += alignment;
	if (gap > 0) {
		aligned = block_of(payload + gap);
		aligned->size = block_size(b) - gap;
		b->size = gap | (b->size & ~SIZE_MASK);
		release(t, b);
		b = aligned;
	}
	trim(t, b, block_for(size));
	return block_payload(b);
}

size_t tlsf_usable(const void *payload)
{
	return block_size(block_of(payload)) - sizeof(size_t);
}

void *tlsf_realloc(struct tlsf *t, void *payload, size_t size)
{
	struct block *b, *next;
	size_t wanted, usable;
	void *moved;

	if (!payload)
		return tlsf_malloc(t, size);
	if (size > SIZE_MAX_REQUEST)
		return NULL;
	b = block_of(payload);
	assert((uintptr_t)payload % TLSF_ALIGN == 0 && b >= t->first && b < t->last);
	assert(!(b->size & (FREE | KEPT)) && block_size(b) >= BLOCK_MIN);
	next = block_next(b);
	wanted = block_for(size);
	usable = tlsf_usable(payload);
	if (wanted > block_size(b) && next->size & FREE &&
	    block_size(b) + block_size(next) >= wanted) {
		take_out(t, next);
		b->size += block_size(next);
		block_next(b)->size &= ~(size_t)PREVIOUS_FREE;
	}
	if (wanted <= block_size(b)) {
		trim(t, b, wanted);
		return payload;
	}
	moved = tlsf_malloc(t, size);
	if (moved) {
		memcpy(moved, payload, usable < size ? usable : size);
		tlsf_free(t, payload);
	}
	return moved;
}

struct tlsf *tlsf_create(void *memory, size_t size)
{
	uintptr_t start = ((uintptr_t)memory + 15) & -(uintptr_t)16;
	uintptr_t end = ((uintptr_t)memory + size) & -(uintptr_t)16;
	uintptr_t first = start + ((sizeof(struct tlsf) + 15) & -(uintptr_t)16);
	struct tlsf *t = (struct tlsf *)start;

	if (end < first || end - first < BLOCK_MIN + PAYLOAD || end - first >= (uintptr_t)1 << 36)
		return NULL;
	memset(t, 0, sizeof(*t));
	t->first = (struct block *)first;
	t->last = (struct block *)(end - PAYLOAD);
	t->last->size = 0;
	t->first->size = (size_t)((char *)t->last - (char *)t->first);
	release(t, t->first);
	return t;
}
