/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Properties of a vehicle, which an ECU's VM (apps/vehicle) serves to other VMs by sockets between VMs: a stream of messages, each
 * of which gets one answer, in order. Which client may read or write which property is the server's `configuration` (bootinfo.h).
 */
#pragma once
#include <stdint.h>

#define VEHICLE_PORT 6000u /* of the socket */

/* Properties, and the bits of struct vehicle_client. */
enum vehicle_property {
	VEHICLE_SPEED,	 /* mm/s */
	VEHICLE_ENGINE,	 /* temperature, 1/1000 degree Celsius */
	VEHICLE_BATTERY, /* mV */
	VEHICLE_BRAKE,	 /* parking brake: 0 or 1 */
	VEHICLE_CABIN,	 /* wanted temperature, 16000 … 28000 */
	VEHICLE_PROPERTIES
};

enum vehicle_operation {
	VEHICLE_GET = 1,
	VEHICLE_SET,
	VEHICLE_SUBSCRIBE,   /* an event follows whenever the value has changed, the latest alone */
	VEHICLE_UNSUBSCRIBE, /* events that are on their way still come */
	VEHICLE_EVENT	     /* of the server: `property` is now `value` */
};

enum vehicle_status {
	VEHICLE_OK,
	VEHICLE_DENIED,	 /* this client may not */
	VEHICLE_UNKNOWN, /* no such property */
	VEHICLE_INVALID, /* no such operation */
	VEHICLE_RANGE	 /* the value is out of range */
};

/* Little-endian. The answer repeats operation, property and token. */
struct vehicle_message {
	uint32_t operation, property;
	uint32_t status; /* of an answer */
	uint32_t token;	 /* of the client */
	int64_t value;	 /* to set; of an answer to GET and SET: the value now, or 0 */
};
_Static_assert(sizeof(struct vehicle_message) == 24, "no holes");

/* One of the configuration: a client, at a socket device of its own. */
struct vehicle_client {
	uint32_t device;      /* address of the server's device */
	uint32_t cid;	      /* context id of the client */
	uint32_t read, write; /* properties, bit by bit */
};
#define VEHICLE_CLIENTS 4u /* at most */
