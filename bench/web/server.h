/* SPDX-License-Identifier: BSD-3-Clause */
/* A web server, and the client's one connection with it (RFC 9293): nothing is lost on the way, so little of TCP is needed. */
#pragma once
#include "link.h"

struct server {
	struct station station;
	uint32_t sequence; /* sequence number of the next byte sent */
	uint32_t expected; /* sequence number of the next byte received */
	bool open;	   /* the connection is established */
	size_t got;	   /* bytes of the answer */
	uint8_t answer[2048];
};

/** Request a connection, or repeat the request if there was no answer. */
void server_connect(struct server *s);

/** Request the page `/`. The segment acknowledges everything received before. */
void server_ask(struct server *s);

/** Acknowledge what came, since the rest of the answer doesn't come. */
void server_acknowledge(struct server *s);

/** Handle a TCP segment of the server, of `size` bytes. */
void server_segment(struct server *s, const uint8_t *tcp, size_t size);

/** @return whether the answer is complete
 *
 * @param wrong  set if it isn't the page */
bool server_answered(const struct server *s, bool *wrong);
