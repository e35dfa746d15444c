/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/virtio_vsock_device.h>

#define RECEIVE	 VIRTIO_VSOCK_QUEUE_RECEIVE
#define TRANSMIT VIRTIO_VSOCK_QUEUE_TRANSMIT
#define HEADER	 ((uint32_t)sizeof(struct virtio_vsock_header))

#define PACKET_MAX  (PACKET_PARTS * PACKET_SLOT)
#define PACKET_COST 512 /* of handling a packet besides its bytes, in bytes */
#define END_FLAGS   (VIRTIO_VSOCK_SEQ_EOM | VIRTIO_VSOCK_SEQ_EOR)

/* What becomes of a packet from the driver. */
enum fate { FATE_GONE, FATE_REFUSED /* answered with RST */, FATE_WAITS };

static struct virtio_vsock_device *vsock_of(struct virtio_device *device)
{
	return (struct virtio_vsock_device *)device; /* its first member */
}

/* The batch of the receive queue, and the position that peer `turn` reaches with it. */
static void publish(struct virtio_vsock_device *v)
{
	struct virtqueue_device *q = &v->device.queue[RECEIVE];

	if (q->batch == 0)
		return;
	packet_mark(v->kept, q, v->turn, v->peer[v->turn].lane.next, v->from);
	virtio_device_publish(&v->device, RECEIVE);
}

/* --- From the driver ---------------------------------------------------------------------------- */

/* @return 1, 0: no buffer is there for it now, -EPROTO */
static int refuse(struct virtio_vsock_device *v, const struct virtio_vsock_header *h)
{
	const struct virtio_vsock_header rst = {.src_cid = h->dst_cid,
						.dst_cid = v->cid,
						.src_port = h->dst_port,
						.dst_port = h->src_port,
						.type = h->type,
						.op = VIRTIO_VSOCK_OP_RST};
	struct virtqueue_device *q = &v->device.queue[RECEIVE];
	int taken;

	do
		taken = virtqueue_device_take(q, &v->reply);
	while (taken == 0 && !virtqueue_device_listen(q));
	if (taken <= 0)
		return taken;
	if (v->reply.in != 0 || virtqueue_write(&v->reply, 0, &rst, HEADER) != HEADER)
		return -EPROTO;
	virtqueue_device_done(q, v->reply.head, HEADER);
	publish(v);
	return 1;
}

static struct virtio_vsock_peer *find(struct virtio_vsock_device *v, uint64_t cid)
{
	for (unsigned int i = 0; i < v->count; i++)
		if (v->peer[i].is.cid == cid)
			return &v->peer[i];
	return NULL;
}

static void commit(struct virtio_vsock_device *v, uint16_t position)
{
	bool ahead = false;

	for (unsigned int i = 0; i < v->count; i++) {
		struct virtio_vsock_peer *p = &v->peer[i];

		if (packet_commit(&p->lane, position, p->dirty, v->resumed))
			ahead = true;
		else if (p->dirty)
			v->ring(p->bell);
		p->dirty = false;
	}
	v->resumed = v->resumed && ahead;
}

/* The packet at hand, `position` in the queue. */
static enum fate forward(struct virtio_vsock_device *v, const struct virtio_vsock_header *h,
			 uint16_t position)
{
	struct virtio_vsock_peer *p = find(v, h->dst_cid);

	/* A packet with a foreign address is dropped, and an RST is never answered by an RST. */
	if (h->src_cid != v->cid)
		return FATE_GONE;
	if (!p || !lane_met(&p->lane) ||
	    (h->type != VIRTIO_VSOCK_TYPE_STREAM && h->type != VIRTIO_VSOCK_TYPE_SEQPACKET) ||
	    (h->op == VIRTIO_VSOCK_OP_REQUEST && !(p->is.flags & VSOCK_CONNECT)))
		return h->op == VIRTIO_VSOCK_OP_RST ? FATE_GONE : FATE_REFUSED;
	if (v->resumed && packet_was_put(&p->lane, position))
		return FATE_GONE;
	if (!packet_put(&p->lane, &v->chain, h, HEADER)) {
		/* The receiver rings when there is room. It may have made room just now: see drained(). */
		commit(v, position);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (!packet_put(&p->lane, &v->chain, h, HEADER))
			return FATE_WAITS;
	}
	p->dirty = true;
	return FATE_GONE;
}

/* @return 1: the packet at hand is done with, 0: it waits, -EPROTO */
static int send(struct virtio_vsock_device *v, uint16_t position)
{
	struct virtio_vsock_header h;

	if (v->chain.out != 0 || v->chain.in > PACKET_MAX ||
	    virtqueue_read(&v->chain, 0, &h, HEADER) != HEADER || h.len != v->chain.in - HEADER)
		return -EPROTO;
	switch (forward(v, &h, position)) {
	case FATE_REFUSED:
		return refuse(v, &h);
	case FATE_WAITS:
		return 0;
	default:
		return 1;
	}
}

/* @return 0: no more to send now, -EPROTO */
static int send_all(struct virtio_vsock_device *v, struct virtqueue_device *q)
{
	int result = 0;

	while (v->device.budget > 0 && (result = virtqueue_device_take(q, &v->chain)) == 1) {
		result = send(v, (uint16_t)(q->kept->taken - 1));
		if (result < 0)
			break;
		if (result == 0) {
			virtqueue_device_return(q, v->chain.head);
			v->waits = true;
			break;
		}
		virtqueue_device_done(q, v->chain.head, 0);
		v->device.budget -= (int32_t)v->chain.in + PACKET_COST;
	}
	return result < 0 ? result : 0;
}

/* Not inlined, as receive(): each has enough to keep in registers. */
static __attribute__((noinline)) bool transmit(struct virtio_vsock_device *v)
{
	struct virtio_device *d = &v->device;
	struct virtqueue_device *q = &d->queue[TRANSMIT];
	int result;

	v->waits = false;
	virtqueue_device_quiet(q);
	do
		result = send_all(v, q);
	while (result == 0 && !v->waits && d->budget > 0 && !virtqueue_device_listen(q));
	/* The peers have it before the driver gets its buffers back. */
	commit(v, q->kept->taken);
	if (result < 0) {
		virtio_device_break(d);
		return false;
	}
	virtio_device_publish(d, TRANSMIT);
	/* What the budget cuts short continues at the next look, whoever asks for it. */
	v->waits = v->waits || d->budget <= 0;
	return d->budget <= 0;
}

/* --- To the driver ------------------------------------------------------------------------------ */

/* Copy the header of the packet at hand. @return false: its peer may not send this */
static bool arrives(const struct virtio_vsock_device *v, const struct virtio_vsock_peer *p,
		    struct virtio_vsock_header *h)
{
	if (v->packet.length < HEADER)
		return false;
	memcpy(h, v->packet.part[0].at, HEADER);
	return h->src_cid == p->is.cid && h->dst_cid == v->cid &&
	       h->len == v->packet.length - HEADER &&
	       (h->type == VIRTIO_VSOCK_TYPE_STREAM || h->type == VIRTIO_VSOCK_TYPE_SEQPACKET) &&
	       (h->len == 0 || h->op == VIRTIO_VSOCK_OP_RW) &&
	       (h->op != VIRTIO_VSOCK_OP_REQUEST || p->is.flags & VSOCK_ACCEPT);
}

/* The packet at hand, in as many packets as the driver's buffers make of it.
 * @return 1, 0: there aren't enough buffers now, -EPROTO */
static int deliver(struct virtio_vsock_device *v, const struct virtio_vsock_header *h)
{
	struct virtqueue_device *q = &v->device.queue[RECEIVE];

	do {
		struct virtio_vsock_header piece = *h;
		int taken = virtqueue_device_take(q, &v->reply);

		if (taken <= 0)
			return taken;
		/* Each buffer has room for something. */
		if (v->reply.in != 0 || v->reply.out <= HEADER)
			return -EPROTO;
		piece.len = h->len - v->from;
		if (piece.len > v->reply.out - HEADER) {
			piece.len = v->reply.out - HEADER;
			piece.flags &= ~END_FLAGS;
		}
		virtqueue_write(&v->reply, 0, &piece, HEADER);
		packet_copy(&v->packet, HEADER + v->from, &v->reply, HEADER, piece.len);
		virtqueue_device_done(q, v->reply.head, HEADER + piece.len);
		v->from += piece.len;
		v->device.budget -= (int32_t)piece.len + PACKET_COST;
	} while (v->from < h->len);
	v->from = 0;
	return 1;
}

/* @return 1: all of its packets are delivered, 0: there are no buffers or there is no budget, -EPROTO */
static int receive_from(struct virtio_vsock_device *v, struct virtio_vsock_peer *p)
{
	struct virtio_vsock_header h;

	while (v->device.budget > 0) {
		int result = packet_get(&p->lane, &v->packet);

		if (result == 0)
			return 1;
		if (result < 0 || !arrives(v, p, &h) || v->from > h.len) {
			v->from = 0;
			v->device.budget -= PACKET_COST;
			continue;
		}
		result = deliver(v, &h);
		if (result == 0)
			p->lane.next = v->packet.begin;
		if (result <= 0)
			return result;
	}
	return 0;
}

/* A sender waits for room only when more than this lies in the lane: a packet has PACKET_PARTS of its 64 slots or more. */
static void drained(const struct virtio_vsock_device *v, struct virtio_vsock_peer *p)
{
	uint16_t taken = lane_taken(&p->lane, 0);

	if (taken == 0)
		return;
	/* Either the sender sees what was taken, or its packet is seen here: see forward(). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (taken + lane_filled(&p->lane) >= p->lane.size / 2u)
		v->ring(p->bell);
}

static __attribute__((noinline)) bool receive(struct virtio_vsock_device *v)
{
	struct virtio_device *d = &v->device;
	struct virtqueue_device *q = &d->queue[RECEIVE];
	unsigned int first = v->turn + (v->from == 0);
	int done = 1;

	virtqueue_device_quiet(q);
	for (unsigned int i = 0; done > 0 && i < v->count; i++) {
		struct virtio_vsock_peer *p = &v->peer[(first + i) % v->count];

		if (lane_filled(&p->lane) == 0)
			continue;
		v->turn = (first + i) % v->count;
		done = receive_from(v, p);
		if (done < 0) {
			virtio_device_break(d);
			return false;
		}
		publish(v);
		drained(v, p);
	}
	if (d->budget <= 0)
		return true;
	/* The driver's next buffers are of interest only if a packet waits for them. */
	return done == 0 && !virtqueue_device_listen(q);
}

/* --- The device --------------------------------------------------------------------------------- */

static void meet(struct virtio_vsock_device *v)
{
	for (unsigned int i = 0; i < v->count; i++)
		if (lane_is_new(&v->peer[i].lane)) {
			lane_meet(&v->peer[i].lane, v->device.queue[TRANSMIT].kept->taken);
			/* The driver lost its part of the packet at hand. */
			if (i == v->turn)
				v->from = 0;
		}
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_vsock_device *v = vsock_of(d);
	bool again = false;

	meet(v);
	if (index == TRANSMIT || (index == RECEIVE && v->waits))
		again = transmit(v);
	if (index == RECEIVE && virtio_device_runs(d))
		again = receive(v) || again;
	return again;
}

static void start(struct virtio_device *d, bool resumed)
{
	struct virtio_vsock_device *v = vsock_of(d);
	struct virtqueue_device *q = &d->queue[RECEIVE];
	unsigned int peer;
	uint16_t next;
	uint32_t from;

	if (q->size == 0 || d->queue[TRANSMIT].size == 0)
		return;
	if (!resumed) {
		*v->kept = (struct packet_mark){0};
		v->from = 0;
		v->resumed = v->waits = false;
		meet(v);
	}
	/* The peers see that this device is here, or what it committed or took before it died without ringing. */
	for (unsigned int i = 0; i < v->count; i++)
		v->ring(v->peer[i].bell);
	if (!resumed)
		return;
	v->resumed = true;
	if (packet_marked(v->kept, q, &peer, &next, &from) && peer < v->count &&
	    lane_skip(&v->peer[peer].lane, next)) {
		v->turn = peer;
		v->from = from;
		drained(v, &v->peer[peer]);
	}
}

/* All connections end: until the next start, peers find nobody here. */
static bool stop(struct virtio_device *d)
{
	struct virtio_vsock_device *v = vsock_of(d);

	for (unsigned int i = 0; i < v->count; i++)
		lane_leave(&v->peer[i].lane);
	return true;
}

const struct virtio_model virtio_vsock_model = {
    .id = VIRTIO_ID_SOCKET,
    .queues = 3,
    .bell = 1u << RECEIVE, /* notify() also sends the packets that wait */
    .config = sizeof(struct virtio_vsock_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER) | VIRTIO_FEATURE(VIRTIO_VSOCK_F_STREAM) |
		VIRTIO_FEATURE(VIRTIO_VSOCK_F_SEQPACKET),
    .start = start,
    .notify = notify,
    .stop = stop,
};
