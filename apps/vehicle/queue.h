/* SPDX-License-Identifier: BSD-3-Clause */
/* A queue of a virtio device with buffers of its own, looked at when there is time: its interrupt isn't used. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/virtio_driver.h>

#define QUEUE_BUFFERS 16u   /* a power of two */
#define QUEUE_BYTES   2048u /* of a buffer */

struct queue {
	struct virtqueue_driver queue;
	struct virtqueue_slot slot[QUEUE_BUFFERS];
	char ring[VIRTQUEUE_BYTES(QUEUE_BUFFERS)] __attribute__((aligned(16)));
	char buffer[QUEUE_BUFFERS][QUEUE_BYTES] __attribute__((aligned(16)));
	char *free[QUEUE_BUFFERS]; /* of a queue that sends */
	uint32_t free_count;
	struct virtio_driver *device;
	unsigned int index;
	bool receives;
};

/** Begin, before virtio_driver_ready().
 *
 * @param index     of the queue
 * @param receives  or it sends
 * @return 0, or the error of virtio_driver_queue() */
int queue_begin(struct queue *q, struct virtio_driver *device, unsigned int index, bool receives);

/** Give the device all buffers of a queue that receives; after virtio_driver_ready(). */
void queue_fill(struct queue *q);

/** The next received message, to be returned by queue_return(). @return NULL: there is none */
char *queue_receive(struct queue *q, uint32_t *length);
void queue_return(struct queue *q, char *message);

/** A buffer for the next message to send, until queue_send(). @return NULL: the device has all of them */
char *queue_room(struct queue *q);
/** Send what was written to queue_room(). @param length  at most QUEUE_BYTES */
void queue_send(struct queue *q, uint32_t length);
