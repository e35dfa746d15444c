/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A network between VMs: ports, each a back end or a driver, joined pair by pair. The compiler
 * decides which port may send to which: for each ordered pair of ports that the flow matrix allows
 * there is memory that the sender writes and the receiver reads; for the other pairs there is none.
 *
 * A port finds its configuration in its boot information (bootinfo.h). Its peer k is at the other
 * end of the channels 2k and 2k+1 of its VM: the channel that the port may write is its half of the
 * lane (lane.h), the other channel is the peer's half.
 */
#pragma once
#include <stdint.h>

#define NETWORK_PEERS_MAX 16u

/* Bytes of a lane's slot, and of a frame with its virtio header. */
#define NETWORK_SLOT	  2048u
#define NETWORK_FRAME_MAX (12u + 65535u + 18u)

/* Flags of a peer. */
#define NETWORK_SEND	1u /* this port may send to it */
#define NETWORK_RECEIVE 2u /* … and receives from it */
#define NETWORK_UPLINK	4u /* frames for addresses that no port has go to this peer */
/* For an uplink: the peer's VLAN, the tag of its frames outside (IEEE 802.1Q); 0: no tag. */
#define NETWORK_VLAN(flags)	((uint16_t)((flags) >> 4))
#define NETWORK_OF_VLAN(number) ((uint16_t)((number) << 4))

/* Flags of a port. */
#define NETWORK_OFFLOAD 1u /* checksums and segmentation are left to the last receiver */
#define NETWORK_BRIDGE \
	2u /* the port's guest bridges: it may send from addresses that no other port has */

struct network_peer {
	uint8_t mac[6]; /* source of all its frames, unless UPLINK */
	uint16_t flags;
};

/* The limits apply to what the port sends in a second; 0: no limit. Frames above a limit are dropped. The largest burst is what
 * 10 ms allow, or 16 frames, or the longest frame, whichever is more. */
struct network_port {
	uint8_t mac
	    [6]; /* source of all its frames, unless BRIDGE; 0: an uplink, which has no address */
	uint16_t flags;
	uint16_t mtu;	     /* bytes of an Ethernet frame's payload */
	uint16_t slots;	     /* of each lane with frames: a power of two */
	uint32_t frames;     /* limit */
	uint32_t bytes;	     /* limit */
	uint32_t broadcasts; /* limit of frames to more than one receiver */
	uint32_t peer_count;
	struct network_peer peer[];
};
_Static_assert(sizeof(struct network_peer) == 8 && sizeof(struct network_port) == 28, "no holes");

/* Counters of a port, since its first start. A back end has them at offset NETWORK_COUNTERS of its
 * register page, where the client may read them. */
#define NETWORK_COUNTERS 0x800u

struct network_counters {
	uint32_t sent;	   /* frames from the client */
	uint32_t received; /* frames to the client */
	uint32_t foreign;  /* not sent: another source address than its own */
	uint32_t denied;   /* not sent: no port has the address, or the flow matrix forbids it */
	uint32_t limited;  /* not sent: above a limit */
	uint32_t full;	   /* not sent, counted per receiver: the receiver doesn't keep up */
	uint32_t bad;	   /* not sent or not received: length or header are impossible */
};
