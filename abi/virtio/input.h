/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio input device (virtio 1.2, 5.8), and the numbers of events that it shares with Linux (input-event-codes.h). */
#pragma once
#include <stdint.h>

#define VIRTIO_INPUT_QUEUE_EVENT  0
#define VIRTIO_INPUT_QUEUE_STATUS 1

/* Values of `select` (5.8.4). */
#define VIRTIO_INPUT_CFG_UNSET	   0x00u
#define VIRTIO_INPUT_CFG_ID_NAME   0x01u
#define VIRTIO_INPUT_CFG_ID_SERIAL 0x02u
#define VIRTIO_INPUT_CFG_ID_DEVIDS 0x03u
#define VIRTIO_INPUT_CFG_PROP_BITS 0x10u
#define VIRTIO_INPUT_CFG_EV_BITS   0x11u /* `subsel`: a type of events */
#define VIRTIO_INPUT_CFG_ABS_INFO  0x12u /* `subsel`: an axis */

struct virtio_input_absinfo {
	uint32_t min, max, fuzz, flat, res;
};
struct virtio_input_devids {
	uint16_t bustype, vendor, product, version;
};

struct virtio_input_config {
	uint8_t select, subsel; /* written by the driver */
	uint8_t size;		/* bytes of `u` that are valid; 0: the device has no such data */
	uint8_t reserved[5];
	union {
		char string[128];
		uint8_t bitmap[128];
		struct virtio_input_absinfo abs;
		struct virtio_input_devids ids;
	} u;
};
_Static_assert(sizeof(struct virtio_input_config) == 136, "virtio 1.2, 5.8.4");

struct virtio_input_event {
	uint16_t type, code;
	uint32_t value;
};
_Static_assert(sizeof(struct virtio_input_event) == 8, "virtio 1.2, 5.8.6");

/* Types of events, and codes of them. */
#define INPUT_EV_SYN 0x00u
#define INPUT_EV_KEY 0x01u
#define INPUT_EV_REL 0x02u
#define INPUT_EV_ABS 0x03u
#define INPUT_EV_REP 0x14u

#define INPUT_SYN_REPORT 0u

#define INPUT_KEY_ESC	  1u
#define INPUT_KEY_F12	  88u
#define INPUT_KEY_LAST	  255u /* of a keyboard; buttons follow */
#define INPUT_BTN_LEFT	  0x110u
#define INPUT_BTN_TASK	  0x117u /* the last one of a mouse */
#define INPUT_BTN_TOUCH	  0x14au
#define INPUT_PROP_DIRECT 1u /* a touchscreen */

#define INPUT_ABS_X		 0x00u
#define INPUT_ABS_Y		 0x01u
#define INPUT_ABS_MT_SLOT	 0x2fu
#define INPUT_ABS_MT_POSITION_X	 0x35u
#define INPUT_ABS_MT_POSITION_Y	 0x36u
#define INPUT_ABS_MT_TRACKING_ID 0x39u

#define INPUT_BUS_VIRTUAL 6u
