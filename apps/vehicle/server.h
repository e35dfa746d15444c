/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The server of properties for one client, at a socket device of its own (virtio 1.2, 5.10): what this client does, or doesn't take,
 * holds up nobody else. A call does a bounded amount of work, whatever the client sends.
 */
#pragma once
#include <stdint.h>
#include <bulkhead/vehicle.h>
#include "property.h"
#include "queue.h"

#define SERVER_STREAMS 2u   /* connections at once; others are refused */
#define SERVER_BYTES   240u /* of requests that a stream can hold */

/** A connection. */
struct stream {
	bool used;
	uint32_t port;			  /* of the client */
	uint32_t got;			  /* bytes in `in` */
	uint32_t taken;			  /* bytes that were handled, modulo 2^32 */
	uint32_t sent;			  /* bytes that were sent, modulo 2^32 */
	uint32_t their_size, their_taken; /* as the client says */
	char in[SERVER_BYTES];
	struct session session;
};
struct server {
	struct virtio_driver device;
	struct queue receive, send;
	uint64_t cid; /* of this VM */
	struct vehicle_client client;
	struct stream stream[SERVER_STREAMS];
};

/** Begin. @return 0, or the error of virtio_driver_begin() */
int server_begin(struct server *server, const struct vehicle_client *client);

/** Handle what has come since the last call, and send what has changed. */
void server_look(struct server *server, struct properties *properties);
