/* SPDX-License-Identifier: BSD-3-Clause */
/* A web server, and the client's one connection with it (RFC 9293): nothing is lost on the way, so little of TCP is needed. */
#pragma once
#include "link.h"

struct server {
	struct station station;
	uint32_t sequence; /* of what is sent next */
	uint32_t expected; /* of what comes next */
	bool open;	   /* the connection is */
	size_t got;	   /* bytes of the answer */
	uint8_t answer[2048];
};

/** Ask for a connection, once more if there was no answer. */
void server_connect(struct server *s);

/** Ask for the page `/`; it acknowledges all that came before. */
void server_ask(struct server *s);

/** Acknowledge what came, since the answer doesn't go on. */
void server_acknowledge(struct server *s);

/** A TCP segment of the server has come, of so many bytes. */
void server_segment(struct server *s, const uint8_t *tcp, size_t size);

/** Is the answer complete?
 *
 * @param wrong  set if it isn't the page */
bool server_answered(const struct server *s, bool *wrong);
