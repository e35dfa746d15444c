/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Input: which plane of a screen (display.h) gets what is touched on it, and which one the keys.
 *
 * A plane that takes something has a channel, a page that the VM of the input devices alone writes and the plane's back end
 * reads. Events of virtio (virtio/input.h) lie in it, in reports that end with SYN_REPORT. A reader that was too slow, or meets
 * a mark that a new life of the writer begins with, lets go of all keys and contacts: no key stays down for want of an event.
 */
#pragma once
#include <stdint.h>
#include <bulkhead/display.h>
#include <virtio/input.h>

#define INPUT_TOUCH 1u /* what a plane takes … */
#define INPUT_KEY   2u

#define INPUT_EVENTS   256u /* of the ring, a power of two */
#define INPUT_REPORT   52u  /* events of a report at most, its end included */
#define INPUT_CONTACTS 12u  /* fingers at once, of all devices of a screen */

/** The event that a life of the writer begins with. */
#define INPUT_MARK_TYPE 0xffffu

/** A plane's channel. */
struct input_lane {
	uint32_t put; /* events that were written, of whole reports */
	uint32_t reserved[15];
	struct virtio_input_event ring[INPUT_EVENTS]; /* event n lies at n % INPUT_EVENTS */
};
_Static_assert(sizeof(struct input_lane) <= 4096, "a page");

/** Configuration of a back end: what it takes, and the size of its plane in pixels. */
struct input_place {
	uint32_t takes; /* INPUT_… */
	uint32_t width, height;
};

/** A plane, as the VM of the devices knows it. */
struct input_plane {
	struct display_rect rect;
	uint32_t layer; /* what has a higher one lies above */
	uint32_t takes; /* 0: what is touched there goes nowhere */
};

/** Configuration of the VM of the devices. The planes that take something are at the other end of its channels, in this order. */
struct input_screen {
	uint32_t width, height;
	uint32_t planes;
	struct input_plane plane[];
};
_Static_assert(sizeof(struct input_place) == 12 && sizeof(struct input_plane) == 24 &&
		   sizeof(struct input_screen) == 12,
	       "no holes");
