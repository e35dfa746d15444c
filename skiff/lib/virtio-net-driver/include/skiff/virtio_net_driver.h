/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio network device (virtio 1.2, 5.1), the driver's side. Each buffer holds a header (5.1.6)
 * and one whole frame. Until the device returns a buffer, it may write to the buffer at any time.
 */
#pragma once
#include <stdbool.h>
#include <skiff/config.h>
#include <skiff/virtio_driver.h>
#include <virtio/net.h>

/** Bytes of a buffer: a header, and a frame of at most 1,518 bytes (with VLAN tag, without FCS). */
#define VIRTIO_NET_BUFFER 1536u

/** One direction. */
struct virtio_net_queue {
	struct virtqueue_driver queue;			       /* the driver's side of it */
	struct virtqueue_slot slot[CONFIG_VIRTIO_NET_BUFFERS]; /* of the queue */
	/* The device sees the rings and the buffers (a header and a frame each). */
	char ring[VIRTQUEUE_BYTES(CONFIG_VIRTIO_NET_BUFFERS)]
	    __attribute__((aligned(16))); /* rings */
	char buffer[CONFIG_VIRTIO_NET_BUFFERS][VIRTIO_NET_BUFFER]
	    __attribute__((aligned(16))); /* frames */
};

/** The device and its driver. The object lies in the memory that `bus` belongs to. */
struct virtio_net {
	struct virtio_driver device;	       /* registers */
	struct virtio_net_queue receive;       /* buffers that the device has */
	struct virtio_net_queue transmit;      /* buffers that the device has, and free ones */
	char *free[CONFIG_VIRTIO_NET_BUFFERS]; /* the free buffers of `transmit` */
	unsigned int free_count;	       /* number of entries in `free` */
};

/** Begin with a device: reset it, and give it buffers for the frames that it receives.
 *
 * @param registers  of the virtio-mmio device
 * @param bus        see machine.bus
 * @return 0, an error of virtio_driver_begin(), or -ENOTSUP: the device's queues are too small */
int virtio_net_begin(struct virtio_net *net, uintptr_t registers, uint64_t bus);

/** The device's MAC address, for a driver that sends frames of its own.
 *
 * @return 0, -ENOTSUP: the device has no address, -EAGAIN: its configuration keeps changing */
int virtio_net_address(struct virtio_net *net, uint8_t mac[6]);

/** The next frame that the device has received.
 *
 * @param length  bytes of header and frame; 0: the device reported an impossible length
 * @return the frame's buffer; return it with virtio_net_return(). NULL: there is no frame */
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

/** Notify the device of the buffers that it was given. */
void virtio_net_kick(struct virtio_net *net);

/** Ask for an interrupt when a frame arrives and, if `full`, when a buffer to send from is free.
 *
 * @return true: neither has happened meanwhile */
bool virtio_net_listen(struct virtio_net *net, bool full);
