/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One port of a network (bulkhead/network.h): frames with the header of virtio 1.2, 5.1.6, before them, from and to the lanes
 * of its peers.
 *
 * The port's client and its peers may be hostile: a frame leaves only with the port's source address, and arrives only with
 * the source address of the peer whose lane it came by. A port never waits for a peer: a frame without room in the lane is
 * dropped and counted.
 *
 * Where a port dies and goes on, frames that a lane took aren't sent again: each lane's commit says how far the client's queue
 * had come.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bulkhead/network.h>
#include <skiff/lane.h>
#include <skiff/virtqueue_device.h>
#include <virtio/mmio.h>
#include <virtio/net.h>

/** Bytes of a frame's beginning that are checked: virtio header, Ethernet addresses, type. */
#define PORT_HEADER ((uint32_t)sizeof(struct virtio_net_header))
#define PORT_HEAD   (PORT_HEADER + 14u) /* see PORT_HEADER */
#define PORT_PARTS \
	((NETWORK_FRAME_MAX + NETWORK_SLOT - 1) / NETWORK_SLOT) /* limit of parts per frame */

/** The beginning of a frame, copied once; a slot of a lane begins with one. */
struct port_head {
	struct virtio_net_header virtio; /* the header before the frame */
	uint8_t to[6];			 /* destination address */
	uint8_t from[6];		 /* source address */
	uint8_t type[2];		 /* EtherType, big-endian */
	uint8_t pad[6];			 /* padding to whole words */
} __attribute__((packed, aligned(8)));

/** A peer, and the lane to it. */
struct port_peer {
	struct network_peer is; /* as configured */
	struct lane lane;	/* lane to the peer and back */
	uint64_t heard;	   /* its lane_word() when it last had no frame, and hadn't begun anew */
	unsigned int bell; /* doorbell of the peer */
};

/** A limit per second, and its remaining credit. */
struct port_limit {
	uint32_t per_second; /* 0: no limit */
	uint32_t burst;	     /* at once */
	uint64_t credit;     /* in units of 1 / (counter's frequency) */
	uint64_t then;	     /* counter at the last check */
};

/** A port. */
struct port {
	const struct network_port *config;	  /* as compiled */
	void (*ring)(unsigned int bell);	  /* rings a peer's doorbell */
	uint64_t (*now)(void);			  /* reads a counter; only used with limits */
	uint64_t hz;				  /* its frequency */
	struct network_counters *counters;	  /* counters, which outlive this structure */
	struct port_peer peer[NETWORK_PEERS_MAX]; /* [count] */
	unsigned int count;			  /* of peers */
	/* Its own. */
	uint16_t told;		  /* position in the client's queue that all peers have been told */
	uint32_t dirty;		  /* peers with frames put since the last commit, as bits */
	unsigned int turn;	  /* peer to look at first */
	unsigned int last;	  /* peer whose address was asked for last */
	bool resumed;		  /* frames may lie in lanes already */
	uint16_t vlan;		  /* of an uplink: VLAN of the next frame; set before port_send() */
	struct port_limit frames; /* limit of frames sent per second */
	struct port_limit bytes;  /* limit of bytes sent per second */
	struct port_limit broadcasts; /* limit of frames to several peers per second */
};

/** A frame received by a lane. The peer may write to it at any time. */
struct port_frame {
	unsigned int peer;			   /* peer that it came from */
	uint32_t length;			   /* bytes, PORT_HEAD … NETWORK_FRAME_MAX */
	unsigned int count;			   /* of parts */
	uint16_t begin;				   /* position in the lane */
	struct port_head head;			   /* copied once */
	struct virtqueue_segment part[PORT_PARTS]; /* [count], in the lane's memory */
};

/** Bytes of a lane's half that carries frames. */
static inline uint64_t port_half_bytes(const struct network_port *config)
{
	return LANE_HALF_BYTES((uint64_t)config->slots, NETWORK_SLOT);
}

/** Begin without peers and credit.
 *
 * @param port  config, ring, now, hz and counters are set */
void port_begin(struct port *port);

/** Add the next of port->config's peers.
 *
 * @param mine, theirs  halves of the lane: port_half_bytes() bytes, or, in a direction without frames, a half without ring
 *                      and slots
 * @param resume       see lane_attach()
 * @return 0, -EINVAL: too many peers, or lanes too small for a frame */
int port_join(struct port *port, struct lane_half *mine, const struct lane_half *theirs,
	      unsigned int bell, bool resume);

/** Open the port of the boot information: configuration and channels. Bells are hypercalls.
 *
 * @param port  counters are set
 * @return 0, or -EINVAL: the configuration and the channels don't fit */
int port_open(struct port *port, bool resume);

/** Accept peers that have begun anew, and find those whose frames wait; call before receiving.
 *
 * @param position  of the client's queue
 * @return the numbers of the latter, as bits */
uint32_t port_look(struct port *port, uint16_t position);

/** The client begins anew: drop the frames that wait for it. */
void port_restart(struct port *port);

/** Send a frame.
 *
 * @param frame     header and frame, in its readable segments
 * @param allowed   VIRTIO_NET_F_… that the sender may use, as VIRTIO_FEATURE(n)
 * @param position  of this frame in the client's queue */
void port_send(struct port *port, const struct virtqueue_chain *frame, uint64_t allowed,
	       uint16_t position);

/** Show the peers the sent frames.
 *
 * @param position  of the next frame in the client's queue */
void port_commit(struct port *port, uint16_t position);

/** The next frame of peer `peer`.
 *
 * @return false: there is none. Invalid frames are dropped */
bool port_receive(struct port *port, unsigned int peer, struct port_frame *frame);

/** Put the last frame of port_receive() back, to be received again. */
void port_unreceive(struct port *port, const struct port_frame *frame);

/** Release all frames received from peer `peer`. */
void port_received(struct port *port, unsigned int peer);

/** The checksum that the frame's header leaves to the receiver (NEEDS_CSUM).
 *
 * @param at  set to the offset of its two bytes, including the header
 * @return the two bytes as stored; the caller has checked that NEEDS_CSUM is set */
uint16_t port_checksum(const struct port_frame *frame, uint32_t *at);
