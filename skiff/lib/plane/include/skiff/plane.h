/* SPDX-License-Identifier: BSD-3-Clause */
/* A plane of a screen (bulkhead/display.h): the end that draws. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/display.h>

/** A plane. */
struct plane {
	volatile struct display_head *head;	  /* written here */
	const volatile struct display_tick *tick; /* page that the screen's VM writes */
	uint32_t *pixels;			  /* the frame, [height][width] */
	uint32_t width;				  /* pixels */
	uint32_t height;			  /* likewise */
	unsigned int bell;			  /* doorbell of the screen's VM */
};

/** Attach to a plane.
 *
 * @param frame, tick  its channels
 * @param place        the configuration
 * @return 0, or -EINVAL: the channels don't hold a frame of that size */
int plane_attach(struct plane *plane, const struct bulkhead_channel *frame,
		 const struct bulkhead_channel *tick, const struct display_place *place);

/** Show the completed frame or, if `visible` is false, a black plane. The caller rings the bell.
 *
 * @return the frame's number */
uint32_t plane_commit(struct plane *plane, bool visible);

/** Is the frame of this number on the screen? */
static inline bool plane_shows(const struct plane *plane, uint32_t number)
{
	return __atomic_load_n(&plane->tick->shown, __ATOMIC_ACQUIRE) == number;
}
