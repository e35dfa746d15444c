/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

typedef int compare_fn(const void *, const void *);

static void swap(char *a, char *b, size_t size)
{
	for (; size > 0; size--, a++, b++) {
		char c = *a;

		*a = *b;
		*b = c;
	}
}

/* Restore the heap property below `root`. */
static void sift(char *base, size_t root, size_t count, size_t size, compare_fn *compare)
{
	for (size_t child; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count &&
		    compare(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (compare(base + root * size, base + child * size) >= 0)
			return;
		swap(base + root * size, base + child * size, size);
	}
}

void qsort(void *base, size_t count, size_t size, compare_fn *compare)
{
	for (size_t root = count / 2; root-- > 0;)
		sift(base, root, count, size, compare);
	for (size_t end = count; end-- > 1;) {
		swap(base, (char *)base + end * size, size);
		sift(base, 0, end, size, compare);
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
