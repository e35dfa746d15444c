/* SPDX-License-Identifier: BSD-3-Clause */
#include "server.h"
#include <string.h>
#include <virtio/vsock.h>

#define MESSAGE sizeof(struct vehicle_message)
_Static_assert(SERVER_BYTES % sizeof(struct vehicle_message) == 0, "whole messages");

int server_begin(struct server *s, const struct vehicle_client *client)
{
	int error = virtio_driver_begin(&s->device, client->device, VIRTIO_ID_SOCKET, 0);

	s->client = *client;
	if (!error)
		error = queue_begin(&s->receive, &s->device, VIRTIO_VSOCK_QUEUE_RECEIVE, true);
	if (!error)
		error = queue_begin(&s->send, &s->device, VIRTIO_VSOCK_QUEUE_TRANSMIT, false);
	if (!error)
		error = virtio_driver_config(&s->device, 0, &s->cid, 4, 2);
	if (error)
		return error;
	virtio_driver_ready(&s->device);
	queue_fill(&s->receive);
	return 0;
}

/* Send a packet, unless the device has all buffers. `stream` may be NULL: a refusal. */
static void send(struct server *s, const struct stream *stream, uint32_t port, uint16_t op,
		 const struct vehicle_message *message)
{
	uint32_t length = message ? MESSAGE : 0;
	const struct virtio_vsock_header header = {
	    .src_cid = s->cid,
	    .dst_cid = s->client.cid,
	    .src_port = VEHICLE_PORT,
	    .dst_port = port,
	    .len = length,
	    .type = VIRTIO_VSOCK_TYPE_STREAM,
	    .op = op,
	    .buf_alloc = stream ? SERVER_BYTES : 0,
	    .fwd_cnt = stream ? stream->taken : 0,
	};
	char *to = queue_room(&s->send);

	if (!to)
		return;
	memcpy(to, &header, sizeof(header));
	if (message)
		memcpy(to + sizeof(header), message, length);
	queue_send(&s->send, sizeof(header) + length);
}

static struct stream *find(struct server *s, bool used, uint32_t port)
{
	for (uint32_t i = 0; i < SERVER_STREAMS; i++)
		if (s->stream[i].used == used && (!used || s->stream[i].port == port))
			return &s->stream[i];
	return NULL;
}

/* @return NULL: all streams are used */
static struct stream *open(struct server *s, uint32_t port)
{
	struct stream *stream = find(s, false, 0);

	if (stream)
		*stream = (struct stream){
		    .used = true,
		    .port = port,
		    .session = {.read = s->client.read, .write = s->client.write},
		};
	return stream;
}

/* A client that began anew doesn't know its earlier streams: asked for credit, it resets them, and finds room at its next try. */
static void ask_whether_alive(struct server *s)
{
	for (uint32_t i = 0; i < SERVER_STREAMS; i++)
		send(s, &s->stream[i], s->stream[i].port, VIRTIO_VSOCK_OP_CREDIT_REQUEST, NULL);
}

/* Handle a packet of a stream. @return false: the stream ends */
static bool packet(struct server *s, struct stream *stream, const struct virtio_vsock_header *h,
		   const char *data)
{
	stream->their_size = h->buf_alloc;
	stream->their_taken = h->fwd_cnt;
	switch (h->op) {
	case VIRTIO_VSOCK_OP_RW:
		if (h->len > SERVER_BYTES - stream->got) /* more than it was told to send */
			return false;
		memcpy(stream->in + stream->got, data, h->len);
		stream->got += h->len;
		return true;
	case VIRTIO_VSOCK_OP_CREDIT_UPDATE:
		return true;
	case VIRTIO_VSOCK_OP_CREDIT_REQUEST:
		send(s, stream, stream->port, VIRTIO_VSOCK_OP_CREDIT_UPDATE, NULL);
		return true;
	default:
		return false;
	}
}

static void receive(struct server *s, const char *message, uint32_t length)
{
	struct virtio_vsock_header h;
	struct stream *stream;

	memcpy(&h, message, sizeof(h));
	if (h.src_cid != s->client.cid || h.dst_cid != s->cid || h.len != length - sizeof(h))
		return;
	stream = h.dst_port == VEHICLE_PORT && h.type == VIRTIO_VSOCK_TYPE_STREAM
		     ? find(s, true, h.src_port)
		     : NULL;
	if (h.op == VIRTIO_VSOCK_OP_REQUEST && !stream && h.dst_port == VEHICLE_PORT &&
	    h.type == VIRTIO_VSOCK_TYPE_STREAM) {
		stream = open(s, h.src_port);
		if (stream) {
			stream->their_size = h.buf_alloc;
			send(s, stream, stream->port, VIRTIO_VSOCK_OP_RESPONSE, NULL);
			return;
		}
		ask_whether_alive(s);
	}
	if (stream && packet(s, stream, &h, message + sizeof(h)))
		return;
	if (stream)
		stream->used = false;
	if (h.op != VIRTIO_VSOCK_OP_RST)
		send(s, NULL, h.src_port, VIRTIO_VSOCK_OP_RST, NULL);
}

/* May a message be sent? */
static bool ready(struct server *s, const struct stream *stream)
{
	uint32_t under_way = stream->sent - stream->their_taken;

	return under_way <= stream->their_size && stream->their_size - under_way >= MESSAGE &&
	       queue_room(&s->send);
}

static void say(struct server *s, struct stream *stream, const struct vehicle_message *message)
{
	stream->sent += MESSAGE;
	send(s, stream, stream->port, VIRTIO_VSOCK_OP_RW, message);
}

static void serve(struct server *s, struct stream *stream, struct properties *properties)
{
	struct vehicle_message message;
	uint32_t done = 0;

	while (stream->got - done >= MESSAGE && ready(s, stream)) {
		memcpy(&message, stream->in + done, MESSAGE);
		done += MESSAGE;
		stream->taken += MESSAGE;
		session_answer(&stream->session, properties, &message);
		say(s, stream, &message);
	}
	stream->got -= done;
	memmove(stream->in, stream->in + done, stream->got);
	while (ready(s, stream) && session_event(&stream->session, properties, &message))
		say(s, stream, &message);
}

void server_look(struct server *s, struct properties *properties)
{
	uint32_t length;
	char *message;

	for (uint32_t i = 0; i < QUEUE_BUFFERS && (message = queue_receive(&s->receive, &length));
	     i++) {
		if (length >= sizeof(struct virtio_vsock_header))
			receive(s, message, length);
		queue_return(&s->receive, message);
	}
	for (uint32_t i = 0; i < SERVER_STREAMS; i++)
		if (s->stream[i].used)
			serve(s, &s->stream[i], properties);
}
