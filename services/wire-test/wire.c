/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <virtio/console.h>
#include <virtio/net.h>
#include <virtio/vsock.h>
#include "wire.h"

#define SOURCE	 8u    /* bytes from a frame's source address to its contents */
#define ETHERNET 14u   /* bytes of a frame's addresses and type */
#define PORT	 1u    /* the console's port */
#define SOCKET	 4711u /* port of both ends */

static const struct wire_kind kinds[] = {
    {"network", VIRTIO_ID_NETWORK, VIRTIO_FEATURE(VIRTIO_NET_F_MAC), VIRTIO_NET_QUEUE_RECEIVE,
     VIRTIO_NET_QUEUE_TRANSMIT, sizeof(struct virtio_net_header) + ETHERNET},
    {"console", VIRTIO_ID_CONSOLE, VIRTIO_FEATURE(VIRTIO_CONSOLE_F_MULTIPORT),
     VIRTIO_CONSOLE_PORT_RECEIVE(PORT), VIRTIO_CONSOLE_PORT_TRANSMIT(PORT), 0},
    {"socket", VIRTIO_ID_SOCKET, 0, VIRTIO_VSOCK_QUEUE_RECEIVE, VIRTIO_VSOCK_QUEUE_TRANSMIT,
     sizeof(struct virtio_vsock_header)},
};

static void add(struct wire_queue *q, char *buffer, uint32_t length, bool writable)
{
	struct virtqueue_part part = {(uintptr_t)buffer, length};

	/* This can't fail: there is a descriptor for each buffer. */
	virtqueue_driver_add(&q->queue, &part, !writable, writable, buffer);
}

static void kick(struct wire *w, struct wire_queue *q)
{
	if (virtqueue_driver_kick(&q->queue))
		virtio_driver_notify(&w->device, q->index);
}

static int begin_queue(struct wire *w, struct wire_queue *q, unsigned int index)
{
	q->index = index;
	virtqueue_driver_init(&q->queue, q->ring, q->slot, WIRE_BUFFERS, 0, w->device.features);
	return virtio_driver_queue(&w->device, index, &q->queue);
}

static void fill(struct wire *w, struct wire_queue *q)
{
	for (unsigned int i = 0; i < WIRE_BUFFERS; i++)
		add(q, q->buffer[i], WIRE_BYTES, true);
	kick(w, q);
}

static int find(struct wire *w, uintptr_t registers)
{
	int error = -ENODEV;

	for (unsigned int i = 0; error == -ENODEV && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		w->kind = &kinds[i];
		error = virtio_driver_begin(&w->device, registers, kinds[i].id,
					    kinds[i].features | VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX));
	}
	return error;
}

/* --- Control of a console (virtio 1.2, 5.3.6.2) ------------------------------------------------- */

static void say(struct wire *w, uint32_t port, uint16_t event)
{
	int64_t written;
	char *buffer;

	/* Messages are few, so buffers are reused in turn. */
	while (virtqueue_driver_take(&w->say.queue, &written))
		;
	buffer = w->say.buffer[w->say.queue.added % WIRE_BUFFERS];
	*(struct virtio_console_control *)buffer = (struct virtio_console_control){port, event, 1};
	add(&w->say, buffer, sizeof(struct virtio_console_control), false);
	kick(w, &w->say);
}

static void hear(struct wire *w)
{
	int64_t written;
	char *buffer;

	while ((buffer = virtqueue_driver_take(&w->hear.queue, &written)) != NULL) {
		const struct virtio_console_control m = *(struct virtio_console_control *)buffer;

		add(&w->hear, buffer, WIRE_BYTES, true);
		if (m.event == VIRTIO_CONSOLE_DEVICE_ADD) {
			say(w, m.id, VIRTIO_CONSOLE_PORT_READY);
			if (m.id == PORT)
				say(w, m.id, VIRTIO_CONSOLE_PORT_OPEN);
		}
		if (m.event == VIRTIO_CONSOLE_PORT_OPEN && m.id == PORT)
			w->open = m.value;
	}
	kick(w, &w->hear);
}

/* --- All kinds ---------------------------------------------------------------------------------- */

static void write_header(const struct wire *w, char *at, uint32_t length)
{
	if (w->kind->id == VIRTIO_ID_SOCKET) {
		*(struct virtio_vsock_header *)at =
		    (struct virtio_vsock_header){.src_cid = w->cid,
						 .dst_cid = w->peer_cid,
						 .src_port = SOCKET,
						 .dst_port = SOCKET,
						 .len = length,
						 .type = VIRTIO_VSOCK_TYPE_STREAM,
						 .op = VIRTIO_VSOCK_OP_RW};
	} else if (w->kind->id == VIRTIO_ID_NETWORK) {
		memset(at, 0, sizeof(struct virtio_net_header));
		at += sizeof(struct virtio_net_header);
		memcpy(at, w->peer_mac, sizeof(w->peer_mac));
		memcpy(at + sizeof(w->mac), w->mac, sizeof(w->mac));
		at[ETHERNET - 2] = (char)(w->type >> 8);
		at[ETHERNET - 1] = (char)(w->type & 0xff);
	}
}

int wire_begin(struct wire *w, uintptr_t registers, uint64_t peer_cid)
{
	int error = find(w, registers);
	bool console = !error && w->kind->id == VIRTIO_ID_CONSOLE;

	if (!error)
		error = begin_queue(w, &w->receive, w->kind->receive);
	if (!error)
		error = begin_queue(w, &w->transmit, w->kind->transmit);
	if (!error && console)
		error = begin_queue(w, &w->hear, VIRTIO_CONSOLE_QUEUE_CONTROL_RECEIVE);
	if (!error && console)
		error = begin_queue(w, &w->say, VIRTIO_CONSOLE_QUEUE_CONTROL_TRANSMIT);
	if (!error && w->kind->id == VIRTIO_ID_NETWORK)
		error = virtio_driver_config(&w->device, offsetof(struct virtio_net_config, mac),
					     w->mac, 1, sizeof(w->mac));
	if (!error && w->kind->id == VIRTIO_ID_SOCKET)
		error = virtio_driver_config(&w->device, 0, &w->cid, 4, 2);
	if (error)
		return error;
	w->peer_cid = peer_cid;
	memset(w->peer_mac, 0xff, sizeof(w->peer_mac)); /* to all */
	w->type = WIRE_TYPE;
	w->open = !console;
	for (unsigned int i = 0; i < WIRE_BUFFERS; i++)
		w->free[w->free_count++] = w->transmit.buffer[i];
	virtio_driver_ready(&w->device);
	fill(w, &w->receive);
	if (console) {
		fill(w, &w->hear);
		say(w, 0, VIRTIO_CONSOLE_DEVICE_READY);
	}
	return 0;
}

static void take_back(struct wire *w)
{
	int64_t written;
	char *buffer;

	while ((buffer = virtqueue_driver_take(&w->transmit.queue, &written)) != NULL)
		w->free[w->free_count++] = buffer;
}

char *wire_message(struct wire *w)
{
	take_back(w);
	return w->free_count ? w->free[w->free_count - 1] + w->kind->header : NULL;
}

void wire_send(struct wire *w, uint32_t length)
{
	char *buffer = w->free[--w->free_count];

	write_header(w, buffer, length);
	add(&w->transmit, buffer, w->kind->header + length, false);
}

/* Is it a frame of another type? */
static bool is_other(const struct wire *w, const char *buffer)
{
	const uint8_t *type = (const uint8_t *)buffer + w->kind->header - 2;

	return w->kind->id == VIRTIO_ID_NETWORK &&
	       (type[0] != w->type >> 8 || type[1] != (w->type & 0xff));
}

const char *wire_received(struct wire *w, uint32_t *length)
{
	int64_t written;
	char *buffer;

	if (w->kind->id == VIRTIO_ID_CONSOLE)
		hear(w);
	while ((buffer = virtqueue_driver_take(&w->receive.queue, &written)) != NULL &&
	       is_other(w, buffer))
		wire_return(w, buffer + w->kind->header);
	if (!buffer)
		return NULL;
	if (w->kind->id == VIRTIO_ID_NETWORK)
		memcpy(w->peer_mac, buffer + w->kind->header - SOURCE, sizeof(w->peer_mac));
	*length = written > w->kind->header && written <= WIRE_BYTES
		      ? (uint32_t)written - w->kind->header
		      : 0;
	return buffer + w->kind->header;
}

void wire_return(struct wire *w, const char *message)
{
	add(&w->receive, (char *)message - w->kind->header, WIRE_BYTES, true);
}

void wire_kick(struct wire *w)
{
	kick(w, &w->receive);
	kick(w, &w->transmit);
}

bool wire_listen(struct wire *w)
{
	bool quiet = virtqueue_driver_listen(&w->receive.queue);

	take_back(w);
	if (w->free_count == 0)
		quiet = virtqueue_driver_listen(&w->transmit.queue) && quiet;
	else
		virtqueue_driver_quiet(&w->transmit.queue);
	if (w->kind->id == VIRTIO_ID_CONSOLE)
		quiet = virtqueue_driver_listen(&w->hear.queue) && quiet;
	return quiet;
}
