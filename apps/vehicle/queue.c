/* SPDX-License-Identifier: BSD-3-Clause */
#include "queue.h"

static void add(struct queue *q, char *buffer, uint32_t length)
{
	struct virtqueue_part part = {(uintptr_t)buffer, length};

	/* This can't fail: there is a descriptor for each buffer. */
	virtqueue_driver_add(&q->queue, &part, !q->receives, q->receives, buffer);
	if (virtqueue_driver_kick(&q->queue))
		virtio_driver_notify(q->device, q->index);
}

int queue_begin(struct queue *q, struct virtio_driver *device, unsigned int index, bool receives)
{
	q->device = device;
	q->index = index;
	q->receives = receives;
	q->free_count = 0;
	for (uint32_t i = 0; i < QUEUE_BUFFERS; i++)
		q->free[q->free_count++] = q->buffer[i];
	virtqueue_driver_init(&q->queue, q->ring, q->slot, QUEUE_BUFFERS, 0, device->features);
	return virtio_driver_queue(device, index, &q->queue);
}

void queue_fill(struct queue *q)
{
	for (uint32_t i = 0; i < QUEUE_BUFFERS; i++)
		add(q, q->buffer[i], QUEUE_BYTES);
}

char *queue_receive(struct queue *q, uint32_t *length)
{
	int64_t written = 0;
	char *message = virtqueue_driver_take(&q->queue, &written);

	*length = written > 0 && written <= QUEUE_BYTES ? (uint32_t)written : 0;
	return message;
}

void queue_return(struct queue *q, char *message)
{
	add(q, message, QUEUE_BYTES);
}

char *queue_room(struct queue *q)
{
	int64_t written;
	char *buffer;

	while ((buffer = virtqueue_driver_take(&q->queue, &written)) != NULL)
		q->free[q->free_count++] = buffer;
	return q->free_count ? q->free[q->free_count - 1] : NULL;
}

void queue_send(struct queue *q, uint32_t length)
{
	add(q, q->free[--q->free_count], length);
}
