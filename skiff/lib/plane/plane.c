/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/plane.h>

int plane_attach(struct plane *plane, const struct bulkhead_channel *frame,
		 const struct bulkhead_channel *tick, const struct display_place *place)
{
	const struct display_rect *r = &place->rect;

	if (r->width == 0 || r->width > DISPLAY_SIZE_MAX || r->height == 0 ||
	    r->height > DISPLAY_SIZE_MAX ||
	    frame->size < DISPLAY_PLANE_BYTES(r->width, r->height) ||
	    tick->size < sizeof(struct display_tick))
		return -EINVAL;
	plane->head = (volatile struct display_head *)(uintptr_t)frame->ipa;
	plane->tick = (const volatile struct display_tick *)(uintptr_t)tick->ipa;
	plane->pixels = (uint32_t *)(uintptr_t)(frame->ipa + DISPLAY_PIXELS_AT);
	plane->width = r->width;
	plane->height = r->height;
	plane->bell = frame->index;
	return 0;
}

uint32_t plane_commit(struct plane *plane, bool visible)
{
	uint32_t number = plane->head->sequence + 1;

	plane->head->visible = visible;
	/* The frame must be visible before its number. */
	__atomic_store_n(&plane->head->sequence, number, __ATOMIC_RELEASE);
	return number;
}
