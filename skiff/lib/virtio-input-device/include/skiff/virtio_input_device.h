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

/** The state that the driver knows. */
struct virtio_input_state {
	uint32_t taken;	   /* events of the lane that were delivered or dropped */
	uint32_t lost;	   /* 1: everything is released before further events */
	uint32_t contacts; /* contacts that lie on the plane, as bits */
	uint32_t down[INPUT_KEY_LAST / 32u + 1]; /* keys that are down, as bits */
};

/** Data that outlives a restart: the state, and the state behind the report that is being delivered. */
struct virtio_input_kept {
	uint8_t select; /* the configuration's fields … */
	uint8_t subsel; /* … both, as the driver wrote them */
	uint16_t used;	/* the event queue's used index, once the driver has got that report */
	uint32_t phase; /* index of the current state, and whether the other one follows */
	struct virtio_input_state state[2]; /* see there */
};

/** A device. */
struct virtio_input_device {
	struct virtio_device device;	 /* its model is virtio_input_model */
	struct virtio_input_kept *kept;	 /* data that outlives this structure */
	const struct input_lane *lane;	 /* lane of the events */
	const struct input_place *place; /* what it is */
	const char *name;		 /* text of ID_NAME, at most 127 characters */
	/* Its own. */
	struct virtio_input_config config;		/* as the driver sees it now */
	struct virtio_input_event report[INPUT_REPORT]; /* the current report */
	struct virtqueue_chain chain;			/* the current buffer */
};

/** Its configuration is filled by virtio_input_configuration(). */
extern const struct virtio_model virtio_input_model;

/** The configuration for the driver's selection.
 *
 * @return for virtio_device_begin() */
const struct virtio_input_config *virtio_input_configuration(struct virtio_input_device *device);
