/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio input device (virtio 1.2, 5.8) for a driver that isn't trusted: a touchscreen, a keyboard, or both in one.
 *
 * Its events come by a lane whose writer isn't trusted either. A report is delivered whole, and once, whenever the device dies;
 * one that finds too few buffers waits for them. When the lane has been overrun, or its writer begins anew, keys that are down
 * and contacts that lie on the plane are let go of.
 */
#pragma once
#include <bulkhead/input.h>
#include <skiff/virtio_device.h>

/** What the driver knows. */
struct virtio_input_state {
	uint32_t taken;	   /* events of the lane that it got, or that were dropped */
	uint32_t lost;	   /* 1: it lets go of everything, before it gets more */
	uint32_t contacts; /* contacts that lie on the plane, as bits */
	uint32_t down[INPUT_KEY_LAST / 32u + 1]; /* keys that are down, as bits */
};

/** What a restart leaves: the state, and the one behind the report that is being delivered. */
struct virtio_input_kept {
	uint8_t select; /* of the configuration … */
	uint8_t subsel; /* … both, as the driver wrote them */
	uint16_t used;	/* the event queue's used index, once the driver has got that report */
	uint32_t phase; /* which state is the present one, and whether the other follows */
	struct virtio_input_state state[2]; /* see there */
};

/** A device. */
struct virtio_input_device {
	struct virtio_device device;	 /* its model is virtio_input_model */
	struct virtio_input_kept *kept;	 /* survives this structure */
	const struct input_lane *lane;	 /* where events come from */
	const struct input_place *place; /* what it is */
	const char *name;		 /* as ID_NAME gives it, at most 127 characters */
	/* Its own. */
	struct virtio_input_config config;		/* as the driver sees it now */
	struct virtio_input_event report[INPUT_REPORT]; /* the one at hand */
	struct virtqueue_chain chain;			/* the buffer at hand */
};

/** Its configuration is filled by virtio_input_configuration(). */
extern const struct virtio_model virtio_input_model;

/** The configuration, of what the driver has selected.
 *
 * @return for virtio_device_begin() */
const struct virtio_input_config *virtio_input_configuration(struct virtio_input_device *device);
