/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "list.h"
#include "optee.h"
#include "platform.h"
#include "window.h"

#define POOL_ALL ((1u << LIST_POOL_PAGES) - 1)

/* The pool needn't be kept: it only lies beside the other whole pages. */
static uint64_t pool[LIST_POOL_PAGES][OPTEE_LIST_ENTRIES + 1] __attribute__((aligned(OPTEE_PAGE)))
PLATFORM_KEPT_PAGES;
static uint32_t used; /* a bit for each page of the pool */

void list_reset(void)
{
	__atomic_store_n(&used, 0, __ATOMIC_RELAXED);
}

unsigned int list_in_use(void)
{
	uint32_t pages = __atomic_load_n(&used, __ATOMIC_RELAXED);
	unsigned int count = 0;

	for (; pages; pages &= pages - 1)
		count++;
	return count;
}

/* @return the bits of `count` pages, or 0 */
static uint32_t claim(unsigned int count)
{
	uint32_t old = __atomic_load_n(&used, __ATOMIC_RELAXED), mask;

	do {
		uint32_t available = ~old & POOL_ALL;

		mask = 0;
		for (unsigned int i = 0; i < count; i++) {
			uint32_t lowest = available & -available;

			if (!lowest)
				return 0;
			mask |= lowest;
			available ^= lowest;
		}
	} while (!__atomic_compare_exchange_n(&used, &old, old | mask, false, __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
	return mask;
}

void list_release(uint32_t pages)
{
	if (pages)
		__atomic_fetch_and(&used, ~pages, __ATOMIC_RELEASE);
}

int list_own_page(const void *page, struct list *list)
{
	list->pages = claim(1);
	if (!list->pages)
		return -EAGAIN;

	uint64_t *entry = pool[__builtin_ctz(list->pages)];

	entry[0] = platform_pa(page);
	list->buf_ptr = platform_pa(entry);
	return 0;
}

/* One page of the list: `count` entries, from the client's list page at *source or contiguous from
 * *source on. Advances *source; `more` pages follow. */
static bool fill(uint64_t *page, unsigned int count, uint64_t *source, bool noncontig, bool more)
{
	if (!noncontig) {
		for (unsigned int i = 0; i < count; i++, *source += OPTEE_PAGE)
			if (!window_page(*source, &page[i]))
				return false;
		return true;
	}

	const uint64_t *entry = *source % OPTEE_PAGE ? NULL : window_address(*source, OPTEE_PAGE);

	if (!entry)
		return false;
	for (unsigned int i = 0; i < count; i++)
		if (!window_page(client_load(&entry[i]), &page[i]))
			return false;
	if (more)
		*source = client_load(&entry[OPTEE_LIST_ENTRIES]);
	return true;
}

int list_build(uint64_t buf_ptr, uint64_t size, bool noncontig, struct list *list)
{
	uint64_t offset = buf_ptr % OPTEE_PAGE, source = buf_ptr - offset;

	if (size == 0 ||
	    size > (uint64_t)LIST_POOL_PAGES * OPTEE_LIST_ENTRIES * OPTEE_PAGE - offset)
		return -EINVAL;

	unsigned int left = (unsigned int)((offset + size + OPTEE_PAGE - 1) / OPTEE_PAGE);
	uint32_t mask = claim((left + OPTEE_LIST_ENTRIES - 1) / OPTEE_LIST_ENTRIES);
	uint64_t *link = &list->buf_ptr; /* where the address of the next list page belongs */

	if (!mask)
		return -EAGAIN;
	list->pages = mask;
	while (left) {
		uint64_t *page = pool[__builtin_ctz(mask)];
		unsigned int count = left < OPTEE_LIST_ENTRIES ? left : OPTEE_LIST_ENTRIES;

		left -= count;
		if (!fill(page, count, &source, noncontig, left)) {
			list_release(list->pages);
			return -EINVAL;
		}
		*link = platform_pa(page);
		link = &page[OPTEE_LIST_ENTRIES];
		mask &= mask - 1;
	}
	list->buf_ptr |= offset;
	return 0;
}
