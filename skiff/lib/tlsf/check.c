/* SPDX-License-Identifier: BSD-3-Clause */
/* Statistics of a heap, and the check of its invariants. */
#include "tlsf.h"

void tlsf_statistics(struct tlsf *t, size_t *free, size_t *largest)
{
	size_t sum = 0, max = 0;

	tlsf_merge_kept(t);
	for (const struct block *b = t->first; b != t->last; b = block_next(b)) {
		if (!(b->size & FREE))
			continue;
		sum += block_size(b) - sizeof(size_t);
		if (block_size(b) - sizeof(size_t) > max)
			max = block_size(b) - sizeof(size_t);
	}
	if (free)
		*free = sum;
	if (largest)
		*largest = max;
}

/* Is b in the list for its size? */
static bool listed(const struct tlsf *t, const struct block *b)
{
	unsigned int fl, sl;

	tlsf_class(block_size(b), &fl, &sl);
	for (const struct block *l = t->list[fl][sl]; l; l = l->next)
		if (l == b)
			return true;
	return false;
}

static int check_lists(const struct tlsf *t)
{
	for (unsigned int fl = 0; fl < FL_COUNT; fl++) {
		if (!(t->fl & 1u << fl) != (t->sl[fl] == 0))
			return -1;
		for (unsigned int sl = 0; sl < SL_COUNT; sl++) {
			const struct block *prev = NULL;

			if (!(t->sl[fl] & 1u << sl) != !t->list[fl][sl])
				return -2;
			for (const struct block *b = t->list[fl][sl]; b; prev = b, b = b->next)
				if (b->prev != prev || !(b->size & FREE))
					return -3;
		}
	}
	return 0;
}

int tlsf_check(struct tlsf *t)
{
	bool previous_free = false;

	for (const struct block *b = t->first, *previous = NULL; b != t->last;
	     previous = b, b = block_next(b)) {
		if (b > t->last || block_size(b) < BLOCK_MIN)
			return -4;
		if (previous_free != !!(b->size & PREVIOUS_FREE))
			return -5;
		if (previous_free && (b->previous != previous || b->size & FREE))
			return -6; /* the free neighbour isn't marked, or isn't merged */
		previous_free = b->size & FREE;
		if (previous_free && !listed(t, b))
			return -7;
	}
	if (previous_free != !!(t->last->size & PREVIOUS_FREE))
		return -8;
	return check_lists(t);
}
