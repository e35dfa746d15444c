/* SPDX-License-Identifier: BSD-3-Clause */
/* The client's windows: the only memory of it that addresses in messages may name. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mediator.h"

extern struct mediator_config mediator_config; /* const after mediator_init */

/** The window that wholly holds a range of the client's addresses, or NULL. */
static inline const struct mediator_window *window_find(uint64_t ipa, uint64_t size)
{
	for (unsigned int i = 0; i < mediator_config.window_count; i++) {
		const struct mediator_window *w = &mediator_config.windows[i];

		/* For an address below the window, ipa - client_ipa wraps to more than any size. */
		if (size <= w->size && ipa - w->client_ipa <= w->size - size)
			return w;
	}
	return NULL;
}

/** Where a range of the client's addresses lies here, or NULL. */
static inline void *window_address(uint64_t ipa, uint64_t size)
{
	const struct mediator_window *w = window_find(ipa, size);

	return w ? (char *)w->address + (ipa - w->client_ipa) : NULL;
}

/** Physical address of the client's page `ipa`, aligned to 4 KiB.
 *
 * @return false if it isn't aligned, or not in a window */
static inline bool window_page(uint64_t ipa, uint64_t *pa)
{
	const struct mediator_window *w = window_find(ipa, 4096);

	if (!w || ipa % 4096)
		return false;
	*pa = ipa - w->client_ipa + w->pa;
	return true;
}

/** The client's address of a physical range.
 *
 * @return false if it isn't wholly in one window */
static inline bool window_of_pa(uint64_t pa, uint64_t size, uint64_t *ipa)
{
	for (unsigned int i = 0; i < mediator_config.window_count; i++) {
		const struct mediator_window *w = &mediator_config.windows[i];

		if (size > w->size || pa - w->pa > w->size - size)
			continue;
		*ipa = pa - w->pa + w->client_ipa;
		return true;
	}
	return false;
}

/* The client writes its memory at any time: each word is read or written once. */
#define client_load(pointer)	     __atomic_load_n(pointer, __ATOMIC_RELAXED)
#define client_store(pointer, value) __atomic_store_n(pointer, value, __ATOMIC_RELAXED)
