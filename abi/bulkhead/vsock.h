/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets between VMs: back ends, joined pair by pair. The compiler decides which client may open connections to which: pairs
 * that the flow matrix doesn't allow share no memory.
 *
 * A back end finds its configuration in its boot information (bootinfo.h). Its peer k is at the other end of its channel k; the
 * half that the VM with the lower number writes (lane.h) comes first.
 */
#pragma once
#include <stdint.h>

#define VSOCK_PEERS_MAX 16u

/* Flags of a peer. */
#define VSOCK_CONNECT 1u /* this client may open connections to the peer */
#define VSOCK_ACCEPT  2u /* the peer may open connections to this client */

struct vsock_peer {
	uint32_t cid; /* context id, from 3 on */
	uint32_t flags;
};

struct vsock_port {
	uint32_t cid;	/* of the client */
	uint32_t slots; /* of each half: a power of two from 64 on */
	uint32_t peer_count;
	struct vsock_peer peer[];
};
_Static_assert(sizeof(struct vsock_peer) == 8 && sizeof(struct vsock_port) == 12, "no holes");
