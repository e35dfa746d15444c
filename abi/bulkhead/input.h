/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Input: which plane of a screen (display.h) gets the contacts on it, and which plane gets the keys.
 *
 * A plane that takes contacts or keys has a channel: a page that only the VM of the input devices writes and that the plane's
 * back end reads. It holds events of virtio (virtio/input.h), in reports that end with SYN_REPORT. Each life of the writer
 * begins with a mark. A reader that was too slow, or that reads a mark, releases all keys and contacts: so no key stays down
 * because an event was lost.
 */
#pragma once
#include <stdint.h>
#include <bulkhead/display.h>
#include <virtio/input.h>

#define INPUT_TOUCH 1u /* the plane takes contacts */
#define INPUT_KEY   2u

#define INPUT_EVENTS   256u /* size of the ring, a power of two */
#define INPUT_REPORT   52u  /* the most events of a report, its end included */
#define INPUT_CONTACTS 12u  /* fingers at once, of all devices of a screen */

/** The mark: the event with which a life of the writer begins. */
#define INPUT_MARK_TYPE 0xffffu

/** A plane's channel. */
struct input_lane {
	uint32_t put; /* events written so far, of whole reports */
	uint32_t reserved[15];
	struct virtio_input_event ring[INPUT_EVENTS]; /* event n lies at n % INPUT_EVENTS */
};
_Static_assert(sizeof(struct input_lane) <= 4096, "a page");

/** Configuration of a back end: what its plane takes, and the plane's size in pixels. */
struct input_place {
	uint32_t takes; /* INPUT_… */
	uint32_t width, height;
};

/** A plane, as the VM of the devices knows it. */
struct input_plane {
	struct display_rect rect;
	uint32_t layer; /* a plane of a higher layer covers one of a lower */
	uint32_t takes; /* 0: contacts on the plane are dropped */
};

/** Configuration of the VM of the devices. Its channels lead to the planes that take contacts or keys, in this order. */
struct input_screen {
	uint32_t width, height;
	uint32_t planes;
	struct input_plane plane[];
};
_Static_assert(sizeof(struct input_place) == 12 && sizeof(struct input_plane) == 24 &&
		   sizeof(struct input_screen) == 12,
	       "no holes");
