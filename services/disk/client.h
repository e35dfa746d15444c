/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of the disk: a lane, a part of the disk, and the memory that it may have the disk write to.
 *
 * Nothing that comes by the lane is trusted: which client it is the lane tells, what it may reach is
 * const. A client that breaks the rules isn't heard any more before its end of the lane begins anew.
 */
#pragma once
#include <skiff/block.h>
#include <skiff/block_range.h>
#include <skiff/lane.h>

#define CLIENTS_MAX 8u

/** A client. */
struct client {
	struct lane lane;	  /* to its back end */
	struct block_range range; /* of the disk */
	uint64_t memory, size;	  /* where the device finds its memory, and bytes */
	unsigned int doorbell;	  /* index of the channel */
	unsigned int in_flight;	  /* requests that the device has */
	unsigned int limit;	  /* … and may have */
	bool broken;		  /* the back end breaks the rules */
	bool news;		  /* it has to be told something */
};

/** A request of a client. */
struct work {
	struct block_request request; /* what the device is asked */
	struct client *client;	      /* NULL: nobody's */
	uint16_t tag;		      /* the client's */
};

/** Look at the lane, and meet a new generation when the old one's requests have ended.
 * @return requests may be got */
bool client_listens(struct client *client);

/** Get the next request; its segments are there until the next call. @return 1, 0: there is none; or it is refused, as a negative
 * errno: it is to be answered with that */
int client_get(struct client *client, struct work *work);

/** Answer a request.
 * @param error  0 or a negative errno */
void client_answer(struct client *client, uint16_t tag, int error);

/** Show the back end what was got and answered. */
void client_tell(struct client *client);
