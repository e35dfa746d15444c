/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define FEW  7u	 /* at most so many elements are sorted by insertion */
#define MANY 40u /* from so many elements on, the pivot is chosen from nine */

typedef int compare_fn(const void *, const void *);

/* The unit for moving elements: their size and alignment are multiples of it. */
enum unit { BYTES, WORDS, LONGS };

struct sort {
	size_t size; /* bytes of an element */
	compare_fn *compare;
	enum unit unit;
};

static inline void swap(const struct sort *s, char *a, char *b)
{
	size_t n = s->size;

	switch (s->unit) {
	case LONGS:
		for (uint64_t *p = (uint64_t *)a, *q = (uint64_t *)b; n > 0; n -= 8, p++, q++) {
			uint64_t kept = *p;

			*p = *q;
			*q = kept;
		}
		break;
	case WORDS:
		for (uint32_t *p = (uint32_t *)a, *q = (uint32_t *)b; n > 0; n -= 4, p++, q++) {
			uint32_t kept = *p;

			*p = *q;
			*q = kept;
		}
		break;
	default:
		for (; n > 0; n--, a++, b++) {
			char kept = *a;

			*a = *b;
			*b = kept;
		}
	}
}

/* Restore the heap property below `root`. */
static void sift(const struct sort *s, char *base, size_t root, size_t count)
{
	for (size_t child; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count &&
		    s->compare(base + child * s->size, base + (child + 1) * s->size) < 0)
			child++;
		if (s->compare(base + root * s->size, base + child * s->size) >= 0)
			return;
		swap(s, base + root * s->size, base + child * s->size);
	}
}

static void heap_sort(const struct sort *s, char *base, size_t count)
{
	for (size_t root = count / 2; root-- > 0;)
		sift(s, base, root, count);
	for (size_t end = count; end-- > 1;) {
		swap(s, base, base + end * s->size);
		sift(s, base, 0, end);
	}
}

static void insertion_sort(const struct sort *s, char *base, size_t count)
{
	char *end = base + count * s->size;

	for (char *next = base + s->size; next < end; next += s->size)
		for (char *p = next; p > base && s->compare(p - s->size, p) > 0; p -= s->size)
			swap(s, p - s->size, p);
}

static char *median(const struct sort *s, char *a, char *b, char *c)
{
	if (s->compare(a, b) < 0)
		return s->compare(b, c) < 0 ? b : s->compare(a, c) < 0 ? c : a;
	return s->compare(b, c) > 0 ? b : s->compare(a, c) < 0 ? a : c;
}

/* Partition the elements by a pivot. @return the pivot: no element before it is larger, none behind it smaller */
static char *part(const struct sort *s, char *base, size_t count)
{
	char *last = base + (count - 1) * s->size, *middle = base + count / 2 * s->size;
	char *low = base, *high = last + s->size;

	if (count > MANY) {
		size_t step = count / 8 * s->size;

		low = median(s, base, base + step, base + 2 * step);
		middle = median(s, middle - step, middle, middle + step);
		last = median(s, last - 2 * step, last - step, last);
	}
	swap(s, base, median(s, low, middle, last));
	low = base;
	last = base + (count - 1) * s->size;
	for (;;) {
		do
			low += s->size;
		while (low <= last && s->compare(low, base) < 0);
		do
			high -= s->size;
		while (s->compare(high, base) > 0);
		if (low >= high)
			break;
		swap(s, low, high);
	}
	swap(s, base, high);
	return high;
}

/*
 * Quicksort (Hoare 1962; pivots: Bentley, McIlroy: Engineering a sort function, 1993). A range that partitions badly too often
 * is sorted by heapsort (Musser: Introspective sorting, 1997).
 */
void qsort(void *base, size_t count, size_t size, compare_fn *compare)
{
	uintptr_t bits = (uintptr_t)base | size;
	const struct sort s = {size, compare,
			       bits % 8 == 0   ? LONGS
			       : bits % 4 == 0 ? WORDS
					       : BYTES};
	/* Larger parts wait here: at most as many as `count` has bits, and no machine has room for 2^40 elements. */
	struct {
		char *base;
		size_t count;
		int parts;
	} waiting[40];
	int waits = 0, parts = count > 0 ? 2 * (64 - __builtin_clzl(count)) : 0;
	char *at = base;

	for (;;) {
		while (count > FEW && parts-- > 0) {
			char *pivot = part(&s, at, count);
			size_t before = (size_t)(pivot - at) / size, behind = count - before - 1;
			bool small_first = before < behind;

			waiting[waits].base = small_first ? pivot + size : at;
			waiting[waits].count = small_first ? behind : before;
			waiting[waits++].parts = parts;
			at = small_first ? at : pivot + size;
			count = small_first ? before : behind;
		}
		if (count > FEW)
			heap_sort(&s, at, count);
		else if (count > 1)
			insertion_sort(&s, at, count);
		if (waits == 0)
			return;
		at = waiting[--waits].base;
		count = waiting[waits].count;
		parts = waiting[waits].parts;
	}
}

void *bsearch(const void *key, const void *base, size_t count, size_t size, compare_fn *compare)
{
	const char *p = base;

	while (count > 0) {
		const char *middle = p + count / 2 * size;
		int order = compare(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			p = middle + size;
			count -= count / 2 + 1;
		} else {
			count /= 2;
		}
	}
	return NULL;
}
