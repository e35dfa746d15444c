/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of the disk: a lane, a part of the disk, and the memory that it may have the disk write to.
 *
 * Nothing that comes by the lane is trusted: the lane identifies the client, and the client's limits are constants. A
 * client that breaks the rules is ignored until its end of the lane begins anew.
 */
#pragma once
#include <skiff/block.h>
#include <skiff/block_range.h>
#include <skiff/lane.h>

#define CLIENTS_MAX 8u

/** A client. */
struct client {
	struct lane lane;	  /* lane to its back end */
	struct block_range range; /* its part of the disk */
	uint64_t memory, size;	  /* its memory: the device's address, and bytes */
	unsigned int doorbell;	  /* index of the channel */
	unsigned int in_flight;	  /* its requests that the device holds */
	unsigned int limit;	  /* … and may hold at most */
	bool broken;		  /* the back end breaks the rules */
	bool news;		  /* answers or requests to ring for */
};

/** A request of a client. */
struct work {
	struct block_request request; /* the request to the device */
	struct client *client;	      /* NULL: nobody's */
	uint16_t tag;		      /* the client's */
};

/** Look at the lane, and begin a new generation of the client when the old one's requests have ended.
 * @return true: client_get() may be called */
bool client_listens(struct client *client);

/** Get the next request; its segments stay valid until the next call.
 * @return 1; 0: there is none; a negative errno: it is refused, and the caller answers it with that */
int client_get(struct client *client, struct work *work);

/** Answer a request.
 * @param error  0 or a negative errno */
void client_answer(struct client *client, uint16_t tag, int error);

/** Show the back end which requests were taken and answered. */
void client_tell(struct client *client);
