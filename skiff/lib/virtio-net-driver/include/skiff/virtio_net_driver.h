/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio network device (virtio 1.2, 5.1), driver's side: whole frames, each behind a header
 * (5.1.6), in buffers of its own. The device may write to a buffer that it was given at any time
 * before it comes back.
 */
#pragma once
#include <stdbool.h>
#include <skiff/config.h>
#include <skiff/virtio_driver.h>
#include <virtio/net.h>

/** Bytes of a buffer: a header and a frame of 1,518 bytes with its tag, without the check sum. */
#define VIRTIO_NET_BUFFER 1536u

/** One direction. */
struct virtio_net_queue {
	struct virtqueue_driver queue;			       /* of its frames */
	struct virtqueue_slot slot[CONFIG_VIRTIO_NET_BUFFERS]; /* of the queue */
	/* Seen by the device: the rings, and a frame behind its header each. */
	char ring[VIRTQUEUE_BYTES(CONFIG_VIRTIO_NET_BUFFERS)]
	    __attribute__((aligned(16))); /* rings */
	char buffer[CONFIG_VIRTIO_NET_BUFFERS][VIRTIO_NET_BUFFER]
	    __attribute__((aligned(16))); /* frames */
};

/** The device and its driver. Lies in memory that `bus` is of. */
struct virtio_net {
	struct virtio_driver device;	       /* registers */
	struct virtio_net_queue receive;       /* buffers that the device has */
	struct virtio_net_queue transmit;      /* buffers that it has, or that are free … */
	char *free[CONFIG_VIRTIO_NET_BUFFERS]; /* … these */
	unsigned int free_count;	       /* how many they are */
};

/** Begin with a device: reset it, give it buffers for what it receives.
 *
 * @param registers  of the virtio-mmio device
 * @param bus        see machine.bus
 * @return 0, virtio_driver_begin()'s, or -ENOTSUP: its queues are too small */
int virtio_net_begin(struct virtio_net *net, uintptr_t registers, uint64_t bus);

/** The device's own address, for a driver that is an end of the network.
 *
 * @return 0, -ENOTSUP: it has none, -EAGAIN: its configuration doesn't keep still */
int virtio_net_address(struct virtio_net *net, uint8_t mac[6]);

/** The next frame that the device has received.
 *
 * @param length  bytes of header and frame; 0: the device says what can't be
 * @return its buffer, to be given back by virtio_net_return(); NULL: there is none */
char *virtio_net_received(struct virtio_net *net, uint32_t *length);

/** Give a buffer back to the device. */
void virtio_net_return(struct virtio_net *net, char *buffer);

/** A buffer to send from.
 *
 * @return NULL: the device has all of them */
char *virtio_net_buffer(struct virtio_net *net);

/** Send.
 *
 * @param buffer  of virtio_net_buffer()
 * @param length  bytes of header and frame, at most VIRTIO_NET_BUFFER; 0: send nothing */
void virtio_net_send(struct virtio_net *net, char *buffer, uint32_t length);

/** Tell the device of what was given to it. */
void virtio_net_kick(struct virtio_net *net);

/** Ask for an interrupt when something comes, and, if `full`, when a buffer to send from is free.
 *
 * @return true: nothing came meanwhile */
bool virtio_net_listen(struct virtio_net *net, bool full);
