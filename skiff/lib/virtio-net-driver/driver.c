/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/virtio_net_driver.h>

#define BUFFERS CONFIG_VIRTIO_NET_BUFFERS
#define HEADER	((uint32_t)sizeof(struct virtio_net_header))

static void add(struct virtio_net_queue *q, char *buffer, uint32_t length, bool writable)
{
	struct virtqueue_part part = {(uintptr_t)buffer + q->queue.bus, length};

	/* There is a descriptor for each buffer. */
	virtqueue_driver_add(&q->queue, &part, !writable, writable, buffer);
}

static int begin_queue(struct virtio_net *n, unsigned int index, struct virtio_net_queue *q,
		       uint64_t bus)
{
	virtqueue_driver_init(&q->queue, q->ring, q->slot, BUFFERS, bus, n->device.features);
	return virtio_driver_queue(&n->device, index, &q->queue) ? -ENOTSUP : 0;
}

int virtio_net_begin(struct virtio_net *n, uintptr_t registers, uint64_t bus)
{
	int error = virtio_driver_begin(&n->device, registers, VIRTIO_ID_NETWORK,
					VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) |
					    VIRTIO_FEATURE(VIRTIO_NET_F_MAC));

	if (error)
		return error;
	error = begin_queue(n, VIRTIO_NET_QUEUE_RECEIVE, &n->receive, bus);
	if (!error)
		error = begin_queue(n, VIRTIO_NET_QUEUE_TRANSMIT, &n->transmit, bus);
	if (error) {
		virtio_driver_fail(&n->device);
		return error;
	}
	n->free_count = 0;
	for (unsigned int i = 0; i < BUFFERS; i++) {
		n->free[n->free_count++] = n->transmit.buffer[i];
		add(&n->receive, n->receive.buffer[i], VIRTIO_NET_BUFFER, true);
	}
	virtio_driver_ready(&n->device);
	virtqueue_driver_quiet(&n->transmit.queue);
	virtio_net_kick(n);
	return 0;
}

int virtio_net_address(struct virtio_net *n, uint8_t mac[6])
{
	if (!(n->device.features >> VIRTIO_NET_F_MAC & 1))
		return -ENOTSUP;
	return virtio_driver_config(&n->device, offsetof(struct virtio_net_config, mac), mac, 1, 6);
}

char *virtio_net_received(struct virtio_net *n, uint32_t *length)
{
	int64_t written;
	char *buffer = virtqueue_driver_take(&n->receive.queue, &written);

	*length = written > HEADER && written <= VIRTIO_NET_BUFFER ? (uint32_t)written : 0;
	return buffer;
}

void virtio_net_return(struct virtio_net *n, char *buffer)
{
	add(&n->receive, buffer, VIRTIO_NET_BUFFER, true);
}

char *virtio_net_buffer(struct virtio_net *n)
{
	int64_t written;
	char *buffer;

	while ((buffer = virtqueue_driver_take(&n->transmit.queue, &written)) != NULL)
		n->free[n->free_count++] = buffer;
	return n->free_count == 0 ? NULL : n->free[--n->free_count];
}

void virtio_net_send(struct virtio_net *n, char *buffer, uint32_t length)
{
	if (length == 0 || length > VIRTIO_NET_BUFFER)
		n->free[n->free_count++] = buffer;
	else
		add(&n->transmit, buffer, length, false);
}

void virtio_net_kick(struct virtio_net *n)
{
	if (virtqueue_driver_kick(&n->receive.queue))
		virtio_driver_notify(&n->device, VIRTIO_NET_QUEUE_RECEIVE);
	if (virtqueue_driver_kick(&n->transmit.queue))
		virtio_driver_notify(&n->device, VIRTIO_NET_QUEUE_TRANSMIT);
}

bool virtio_net_listen(struct virtio_net *n, bool full)
{
	bool quiet = virtqueue_driver_listen(&n->receive.queue);

	if (!full) {
		virtqueue_driver_quiet(&n->transmit.queue);
		return quiet;
	}
	return virtqueue_driver_listen(&n->transmit.queue) && quiet;
}
