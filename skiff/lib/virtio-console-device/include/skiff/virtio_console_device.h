/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio console (virtio 1.2, 5.3) for a driver that isn't trusted. Port 0 is a console whose text goes to the machine's;
 * nothing comes by it. Each other port is joined to a port of another VM's device: bytes cross in order, none is lost while both
 * are open, and a writer waits for a reader that doesn't keep up.
 */
#pragma once
#include <skiff/packet.h>
#include <skiff/virtio_device.h>
#include <virtio/console.h>

#define VIRTIO_CONSOLE_PORTS	3u  /* port 0 counted */
#define VIRTIO_CONSOLE_NAME_MAX 24u /* bytes of a port's name */
/* Slots of each half of a lane: Linux writes 64 KiB at once, from a pipe. */
#define VIRTIO_CONSOLE_SLOTS 64u

/** State that survives a restart, besides virtio's own and the lanes. */
struct virtio_console_kept {
	uint32_t known; /* the driver has said that it is ready */
	uint32_t ready; /* ports that it has reported as ready, as bits */
	uint32_t open;	/* ports that it has open, as bits */
	struct packet_mark mark[VIRTIO_CONSOLE_PORTS]; /* packets that it got from their peers */
};

/** A port that is joined to another VM's. */
struct virtio_console_port {
	struct lane lane;			/* the way to it and back, from 1 on */
	unsigned int bell;			/* doorbell of the peer */
	char name[VIRTIO_CONSOLE_NAME_MAX + 1]; /* for the driver; a text */
	/* Its own. */
	uint32_t from; /* bytes of the current packet that the driver has */
	bool resumed;  /* packets may lie in the lane already */
	bool dirty;    /* a packet was put since the last commit */
};

/** A device. */
struct virtio_console_device {
	struct virtio_device device;			/* its model is virtio_console_model */
	struct virtio_console_kept *kept;		/* survives this structure */
	void (*write)(const char *text, uint32_t size); /* to the machine's console */
	void (*ring)(unsigned int bell);		/* tells a peer */
	unsigned int count;				/* of ports, port 0 counted */
	struct virtio_console_port port[VIRTIO_CONSOLE_PORTS]; /* [count], attached; 0 isn't used */
	/* Its own. */
	uint32_t add;		      /* ports to announce to the driver, as bits, */
	uint32_t name;		      /* … whose names, */
	uint32_t console;	      /* … and that are consoles */
	uint32_t shown;		      /* ports that it was told are open, as bits */
	struct virtqueue_chain chain; /* the buffer at hand */
	struct packet packet;	      /* the packet at hand */
};

/** Its queues are those of virtio 1.2, 5.3.2. */
extern const struct virtio_model virtio_console_model;
