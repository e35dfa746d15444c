/* SPDX-License-Identifier: BSD-3-Clause */
/* Networks: what the ports' boot pages say about who may send to whom. */
#pragma once
#include <bulkhead/network.h>
#include "system.h"

/* What the boot page of a port says. */
struct network_view {
	struct network_port port;
	struct network_peer peer[NETWORK_PEERS_MAX]; /* [port.peer_count] */
	struct {
		uint32_t vm;		/* at the other end */
		uint64_t send, receive; /* bytes that only one end writes; 0: it isn't so */
	} lane[NETWORK_PEERS_MAX];	/* [port.peer_count] */
	uint32_t channels, windows,
	    stranger; /* their counts; client of a window, BULKHEAD_NONE: none */
};

/* False: the VM's boot page has nothing of the kind. */
bool network_view(const struct system *system, uint32_t vm, struct network_view *view);
/* Node of network `index` of the description; -1: there are fewer. */
int network_node(const struct system *system, unsigned index);
/* Port `index` of a network, and the VM that it is (BULKHEAD_NONE: it isn't there). False: there are fewer. */
bool network_port(const struct system *system, int network, int index, const char **name,
		  uint32_t *vm);
/* What the description says: may the port of this name send to the other? */
bool network_allows(const struct system *system, int network, const char *from, const char *to);
