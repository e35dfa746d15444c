/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio socket device (virtio 1.2, 5.10) for a driver that isn't trusted, joined to those of other VMs.
 *
 * It has no connections, and no credit: these are the drivers', end to end. A packet leaves with the client's own address
 * only, and is taken only with that of the peer whose lane it came by; a connection is opened only where that is allowed.
 * What isn't, or has no receiver, is answered with RST. For a receiver that doesn't keep up, a packet waits.
 */
#pragma once
#include <bulkhead/vsock.h>
#include <skiff/packet.h>
#include <skiff/virtio_device.h>
#include <virtio/vsock.h>

/** A peer, and the lane to it. */
struct virtio_vsock_peer {
	struct vsock_peer is; /* as configured */
	struct lane lane;     /* the way to it and back */
	unsigned int bell;    /* that tells it */
	bool dirty;	      /* something was put since the last commit */
};

/** A device. */
struct virtio_vsock_device {
	struct virtio_device device;			/* its model is virtio_vsock_model */
	uint32_t cid;					/* of the client */
	struct packet_mark *kept;			/* survives this structure */
	void (*ring)(unsigned int bell);		/* tells a peer */
	struct virtio_vsock_peer peer[VSOCK_PEERS_MAX]; /* [count], attached */
	unsigned int count;				/* of peers */
	/* Its own. */
	bool resumed;	   /* packets may lie in lanes already */
	bool waits;	   /* packets from the driver are left, for want of room or of budget */
	unsigned int turn; /* peer that is looked at first */
	uint32_t from;	   /* bytes of the packet at hand that the driver has */
	struct virtqueue_chain chain; /* the buffer at hand */
	struct virtqueue_chain reply; /* … of the other queue */
	struct packet packet;	      /* the packet at hand */
};

/** Its queues are those of virtio 1.2, 5.10.2. */
extern const struct virtio_model virtio_vsock_model;
