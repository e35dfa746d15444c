/* SPDX-License-Identifier: BSD-3-Clause */
/* The initial contents of pages. */
#include <arm/esr.h>
#include <string.h>
#include <skiff/print.h>
#include "inside.h"

/*
 * The page of an area's content, if it can be used in place: the area must be read-only, and no bytes behind the content may
 * lie in the page.
 */
static const char *in_place(const struct area *a, uintptr_t page)
{
	size_t offset = page - a->start;

	if (!a->content || (a->protection & POSIX_PROT_WRITE) || offset >= a->filled ||
	    ((uintptr_t)a->content + offset) % PAGE)
		return NULL;
	if (a->filled - offset < PAGE && !(a->protection & POSIX_PROT_EXEC))
		return NULL;
	return a->content + offset;
}

static void *filled_frame(const struct area *a, uintptr_t page)
{
	size_t offset = page - a->start, n = 0;
	char *frame = frame_take();

	if (!frame) {
		print("\nskiff: no memory for a page of the program\n");
		return NULL;
	}
	if (a->content && offset < a->filled) {
		n = a->filled - offset < PAGE ? a->filled - offset : PAGE;
		memcpy(frame, a->content + offset, n);
	}
	memset(frame + n, 0, PAGE - n);
	if (a->protection & POSIX_PROT_EXEC)
		page_synchronize(frame);
	return frame;
}

static bool permitted(const struct area *a, uint64_t esr)
{
	if (ESR_EC(esr) == ESR_EC_INSTRUCTION_ABORT_SAME)
		return a->protection & POSIX_PROT_EXEC;
	if (esr & ISS_WNR)
		return a->protection & POSIX_PROT_WRITE;
	return a->protection != POSIX_PROT_NONE;
}

bool space_fault(uintptr_t at, uint64_t esr)
{
	unsigned int kind = ISS_FSC(esr) & ISS_FSC_TYPE;
	uintptr_t page = at & -PAGE;
	const struct area *a = area_of(page);
	const char *content;
	uint64_t *entry;
	void *frame;

	if (!a || !permitted(a, esr) || (kind != FSC_TRANSLATION && kind != FSC_PERMISSION))
		return false;
	entry = entry_of(page, true);
	if (!entry)
		return false;
	if (*entry) {
		/* The page was kept while no access was permitted. A valid entry already has the area's rights. */
		if (entry_valid(entry))
			return false;
		entry_set(entry, page, entry_page(entry), a->protection, entry_owned(entry));
		return true;
	}
	content = in_place(a, page);
	frame = content ? NULL : filled_frame(a, page);
	if (!content && !frame)
		return false;
	entry_set(entry, page, content ? content : frame, a->protection, !content);
	return true;
}
