/* SPDX-License-Identifier: BSD-3-Clause */
/* Networks: what the ports' boot pages say about which port may send to which. */
#pragma once
#include <bulkhead/network.h>
#include "system.h"

/* The contents of a port's boot page. */
struct network_view {
	struct network_port port;
	struct network_peer peer[NETWORK_PEERS_MAX]; /* [port.peer_count] */
	struct {
		uint32_t vm;		/* the VM at the other end */
		uint64_t send, receive; /* bytes that only one end writes; 0: both write */
	} lane[NETWORK_PEERS_MAX];	/* [port.peer_count] */
	uint32_t channels, windows,
	    stranger; /* numbers of both; the client of a window, BULKHEAD_NONE: none */
};

/* Reads the boot page of a port's VM. False: it is none of a port. */
bool network_view(const struct system *system, uint32_t vm, struct network_view *view);
/* Node of network `index` of the description; -1: there are fewer. */
int network_node(const struct system *system, unsigned index);
/* Port `index` of a network, and its VM (BULKHEAD_NONE: the image has none). False: there are fewer ports. */
bool network_port(const struct system *system, int network, int index, const char **name,
		  uint32_t *vm);
/* By the description, may the port of this name send to the other port? */
bool network_allows(const struct system *system, int network, const char *from, const char *to);
