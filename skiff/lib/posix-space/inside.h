/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-space`. */
#pragma once
#include <skiff/list.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/space.h>

#define PAGE ((uintptr_t)POSIX_PAGE_SIZE)

/** A range of addresses and its use. */
struct area {
	struct list node; /* by address */
	uintptr_t start, end;
	int protection;	     /* POSIX_PROT_* */
	const char *content; /* initial contents, or NULL */
	size_t filled;	     /* bytes of the contents */
};
/** All areas, in the order of their addresses. */
extern struct list space_areas;

/** The area that an address lies in, or NULL. */
struct area *area_of(uintptr_t at);
/** Make `at` the start of an area if it lies inside of one. @return false: no memory */
bool area_split(uintptr_t at);
/** Unmap the pages of a range. */
void area_forget(uintptr_t start, uintptr_t end);
/** @return whether no area has a part of the range */
bool area_none(uintptr_t start, uintptr_t end);
/** Remove a range and its pages. @return false: no memory to split an area */
bool area_remove(uintptr_t start, uintptr_t end);
/** The lowest free range of the high part. @return 0: there is none */
uintptr_t area_find(size_t size);
/** Does the range lie in one of the two parts of the space? */
bool area_allowed(uintptr_t start, size_t size);

/** Allocate a page, with any contents; NULL: there is none. */
void *frame_take(void);
/** Give it back. */
void frame_give(void *frame);

/* An entry of a last-level table is 0, or a page; one that isn't valid keeps its page for later. */
/** The entry of an address.
 * @param make  make missing tables
 * @return NULL: there is no table, and none was made */
uint64_t *entry_of(uintptr_t at, bool make);
/** The first entry that isn't 0 from *at on, which becomes its address. @return NULL: none below `end` */
uint64_t *entry_next(uintptr_t *at, uintptr_t end);
/** Let an entry lead to a page, with these rights; POSIX_PROT_NONE keeps it.
 * @param owned  the page is a frame, to be given back with the entry */
void entry_set(uint64_t *entry, uintptr_t at, const void *page, int protection, bool owned);
/** The page of an entry that isn't 0. */
void *entry_page(const uint64_t *entry);
/** Is the page a frame? */
bool entry_owned(const uint64_t *entry);
/** Does an access find the page? */
bool entry_valid(const uint64_t *entry);
/** Set an entry to 0; a frame is freed. */
void entry_clear(uint64_t *entry, uintptr_t at);
/** Instructions were written into a page. */
void page_synchronize(const void *page);
