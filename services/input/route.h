/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which plane an event is for. A contact belongs to the plane that is on top where it began, until it is lifted; keys belong to
 * the plane that the description says. What begins where no plane is, or on one that takes nothing, goes nowhere.
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
	unsigned int bell;	 /* tells its back end */
	uint32_t put;		 /* events in the lane, those not told too */
	uint32_t report;	 /* of them, in the report at hand */
};

/** A finger, or what a tablet points with. */
struct route_contact {
	bool on;		   /* touches, by the latest events */
	bool moved;		   /* since the last report */
	uint32_t x, y;		   /* of the device's axes */
	uint32_t id;		   /* of its touch, as clients see it */
	struct route_plane *plane; /* whose it is; NULL: nobody's */
	bool down;		   /* it touched at the last report */
};

/** A device. */
struct route_source {
	uint32_t width, height; /* the largest values of its axes; 0: it has none */
	unsigned int first;	/* contact of its slot 0 … */
	unsigned int count;	/* … and how many it has */
	unsigned int slot;	/* that its events speak of */
};

/** A screen, and all that is on it. */
struct route {
	uint32_t width, height; /* pixels */
	unsigned int count;	/* of planes */
	unsigned int contacts;	/* that devices have */
	uint32_t next_id;	/* of the next touch */
	struct route_plane plane[DISPLAY_PLANES_MAX];
	struct route_contact contact[INPUT_CONTACTS];
	void (*ring)(unsigned int bell);
};

/** Check the configuration against the channels; what a life before left in them ends with a mark.
 *
 * @param size  bytes of `is`
 * @return 0, or -EINVAL: they don't go together */
int route_open(struct route *route, const struct input_screen *is, unsigned int size,
	       const struct bulkhead_channel *channel, unsigned int channels);

/** A device begins.
 *
 * @param width, height  the largest values of its axes; 0: it has none
 * @param slots          of contacts that it tells at once
 * @return false: there are too many contacts */
bool route_add(struct route *route, struct route_source *source, uint32_t width, uint32_t height,
	       unsigned int slots);

/** An event of a device. */
void route_event(struct route *route, struct route_source *source,
		 const struct virtio_input_event *event);
