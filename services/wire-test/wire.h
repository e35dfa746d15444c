/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A connection to another VM by the VM's virtio network, console or socket device. It carries messages, which a console may
 * cut and join.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/config.h>
#include <skiff/virtio_driver.h>

#ifdef CONFIG_WIRE_TEST_DEEP
#define WIRE_BUFFERS 128u /* buffers of each direction, a power of two */
#else
#define WIRE_BUFFERS 32u
#endif
#define WIRE_BYTES 2048u /* bytes of a buffer: headers and a message */

#define WIRE_TYPE 0x88b5u /* type of frames, for experiments (IEEE 802, EtherType) */

/** One direction. */
struct wire_queue {
	struct virtqueue_driver queue;
	struct virtqueue_slot slot[WIRE_BUFFERS];
	char ring[VIRTQUEUE_BYTES(WIRE_BUFFERS)] __attribute__((aligned(16)));
	char buffer[WIRE_BUFFERS][WIRE_BYTES] __attribute__((aligned(16)));
	unsigned int index; /* index of the queue in the device */
};

/** A kind of device. */
struct wire_kind {
	const char *name;
	uint32_t id;
	uint64_t features;
	unsigned int receive, transmit; /* queues */
	uint32_t header;		/* bytes before a message */
};

/** The way. */
struct wire {
	struct virtio_driver device;
	const struct wire_kind *kind;
	struct wire_queue receive, transmit;
	struct wire_queue hear, say; /* a console's control queues */
	char *free[WIRE_BUFFERS];    /* of `transmit` */
	unsigned int free_count;
	uint8_t mac[6];	     /* a network device's address */
	uint8_t peer_mac[6]; /* of the last frame's sender; before the first one, of all stations */
	uint16_t type;	     /* … and the type of its frames */
	uint64_t cid;	     /* a socket device's CID */
	uint64_t peer_cid;   /* … and the other end's CID */
	bool open;	     /* the other end can be written to */
};

/** Begin with the device at these registers.
 *
 * @param peer_cid  CID of the other end, for a socket device
 * @return 0, or the error of virtio_driver_begin() */
int wire_begin(struct wire *wire, uintptr_t registers, uint64_t peer_cid);

/** The buffer for the next message to send. @return NULL: the device has all buffers */
char *wire_message(struct wire *wire);

/** Send what was written to wire_message(), `length` bytes. */
void wire_send(struct wire *wire, uint32_t length);

/** The next received message, or a part of it. @return NULL: there is none */
const char *wire_received(struct wire *wire, uint32_t *length);

/** Return the buffer of the last received message. */
void wire_return(struct wire *wire, const char *message);

/** Tell the device of sent messages and returned buffers. */
void wire_kick(struct wire *wire);

/** Ask for an interrupt when a message comes or, if all buffers are sent, when one comes back.
 * @return true: neither happened meanwhile */
bool wire_listen(struct wire *wire);
