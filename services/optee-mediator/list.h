/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page lists for the secure world, in a small pool of the mediator's own pages: the client can't change a checked list, nor
 * learn physical addresses. A list lives until the secure world has read it: until its call returns with anything but a
 * foreign interrupt.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define LIST_POOL_PAGES 9 /* 4,599 entries: a buffer of 16 MiB at any offset */

struct list {
	uint32_t pages;	  /* the list's pages of the pool, a bit each */
	uint64_t buf_ptr; /* as a message takes it: physical address of the list | offset of the
			     buffer in its first page */
};

/** Make the list of a buffer of the client.
 *
 * @param buf_ptr    client address of the buffer or, if noncontig, of the client's own list | offset
 * @param size       bytes
 * @return 0; -EINVAL: empty, longer than a list can be, or not wholly in the client's windows;
 *         -EAGAIN: the pool's pages are in use by other calls */
int list_build(uint64_t buf_ptr, uint64_t size, bool noncontig, struct list *list);

/** Make the list of one page of the mediator's own. @return 0 or -EAGAIN */
int list_own_page(const void *page, struct list *list);

/** Give back the pages of a list (list.pages; 0 is fine). */
void list_release(uint32_t pages);

/** Number of pages that lists use. */
unsigned int list_in_use(void);

/** Free all pages. */
void list_reset(void);
