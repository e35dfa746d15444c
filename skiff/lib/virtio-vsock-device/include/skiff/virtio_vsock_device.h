/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio socket device (virtio 1.2, 5.10) for a driver that isn't trusted, joined to those of other VMs.
 *
 * The drivers keep connections and credit, end to end; the device has neither. It sends a packet only with the client's own
 * address, and takes one only with the address of the peer whose lane it came by. It answers a request for a connection that
 * isn't allowed, or for which there is no receiver, with RST. A packet waits for a receiver that doesn't keep up.
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
	void (*ring)(unsigned int bell);		/* notifies a peer */
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
