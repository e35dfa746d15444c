/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which plane an event is for. A contact belongs to the plane that is on top where it began, until it is lifted; keys belong
 * to the plane that the description says. Contacts that begin outside of all planes, or on a plane that takes no input, are
 * dropped.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/input.h>

#define ROUTE_SOURCES 4u /* devices at most */

/** A plane. */
struct route_plane {
	struct input_plane is;	 /* as configured, inside of the screen */
	struct input_lane *lane; /* NULL: it takes nothing */
	unsigned int bell;	 /* doorbell of its back end */
	uint32_t put;		 /* events in the lane, including those not told yet */
	uint32_t report;	 /* … of them in the current report */
};

/** A finger, or the pointer of a tablet. */
struct route_contact {
	bool on;		   /* it touches, by the latest events */
	bool moved;		   /* it has moved since the last report */
	uint32_t x, y;		   /* values of the device's axes */
	uint32_t id;		   /* id of its touch, as clients see it */
	struct route_plane *plane; /* whose it is; NULL: nobody's */
	bool down;		   /* it touched at the last report */
};

/** A device. */
struct route_source {
	uint32_t width, height; /* the largest values of its axes; 0: it has none */
	unsigned int first;	/* index of the contact for slot 0 */
	unsigned int count;	/* number of its contacts */
	unsigned int slot;	/* slot of the next events */
};

/** A screen, and all that is on it. */
struct route {
	uint32_t width, height; /* pixels */
	unsigned int count;	/* of planes */
	unsigned int contacts;	/* contacts of all devices */
	uint32_t next_id;	/* id of the next touch */
	struct route_plane plane[DISPLAY_PLANES_MAX];
	struct route_contact contact[INPUT_CONTACTS];
	void (*ring)(unsigned int bell);
};

/** Check the configuration against the channels, and mark in these the end of what the VM sent before a restart.
 *
 * @param size  bytes of `is`
 * @return 0, or -EINVAL: they don't go together */
int route_open(struct route *route, const struct input_screen *is, unsigned int size,
	       const struct bulkhead_channel *channel, unsigned int channels);

/** Add a device.
 *
 * @param width, height  the largest values of its axes; 0: it has none
 * @param slots          contacts that it can tell at once
 * @return false: there are too many contacts */
bool route_add(struct route *route, struct route_source *source, uint32_t width, uint32_t height,
	       unsigned int slots);

/** Handle an event of a device. */
void route_event(struct route *route, struct route_source *source,
		 const struct virtio_input_event *event);
