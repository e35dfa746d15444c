/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/virtio_net_device.h>

#define RECEIVE	 VIRTIO_NET_QUEUE_RECEIVE
#define TRANSMIT VIRTIO_NET_QUEUE_TRANSMIT

/* What handling a frame costs besides its bytes, in bytes. */
#define FRAME_COST 512

/* Fields of virtio_net_kept.batch, stored at once: whose frames the driver got last, … */
#define BATCH(peer, next, used)                                          \
	((uint64_t)(uint16_t)(next) | (uint64_t)(uint16_t)(used) << 16 | \
	 (uint64_t)((peer) + 1) << 32)
#define BATCH_NEXT(batch) ((uint16_t)(batch)) /* … position in the lane behind them, … */
#define BATCH_USED(batch) ((uint16_t)((batch) >> 16)) /* … and used index behind them */
#define BATCH_PEER(batch) ((uint32_t)((batch) >> 32)) /* 0: nobody's, else its number + 1 */

static struct virtio_net_device *net_of(struct virtio_device *device)
{
	return (struct virtio_net_device *)device; /* its first member */
}

void virtio_net_configuration(struct virtio_net_device *net, struct virtio_net_config *config)
{
	const struct network_port *port = net->port->config;
	uint64_t features = VIRTIO_FEATURE(VIRTIO_NET_F_MAC) | VIRTIO_FEATURE(VIRTIO_NET_F_STATUS) |
			    VIRTIO_FEATURE(VIRTIO_NET_F_MTU) |
			    VIRTIO_FEATURE(VIRTIO_NET_F_MRG_RXBUF);

	*config = (struct virtio_net_config){
	    .status = VIRTIO_NET_S_LINK_UP, .max_virtqueue_pairs = 1, .mtu = port->mtu};
	memcpy(config->mac, port->mac, sizeof(config->mac));
	if (port->flags & NETWORK_OFFLOAD)
		features |=
		    VIRTIO_FEATURE(VIRTIO_NET_F_CSUM) | VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_CSUM) |
		    VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_TSO4) |
		    VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_TSO6) |
		    VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_ECN) |
		    VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO4) |
		    VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO6) | VIRTIO_FEATURE(VIRTIO_NET_F_HOST_ECN);
	net->device.features = features;
}

/* --- From the driver ---------------------------------------------------------------------------- */

/* Not inlined, like receive(): each needs all registers. */
static __attribute__((noinline)) bool transmit(struct virtio_net_device *net)
{
	struct virtio_device *d = &net->device;
	struct virtqueue_device *q = &d->queue[TRANSMIT];
	int taken = 0;

	virtqueue_device_quiet(q);
	do {
		while (d->budget > 0 && (taken = virtqueue_device_take(q, &net->chain)) == 1) {
			if (net->chain.out != 0)
				taken = -EPROTO;
			else
				port_send(net->port, &net->chain, d->kept->features,
					  (uint16_t)(q->kept->taken - 1));
			virtqueue_device_done(q, net->chain.head, 0);
			d->budget -= (int32_t)net->chain.in + FRAME_COST;
			if (taken < 0)
				break;
		}
	} while (taken == 0 && d->budget > 0 && !virtqueue_device_listen(q));
	/* The peers have it before the driver gets its buffer back: a death in between is told by
	 * the lanes' positions. */
	port_commit(net->port, q->kept->taken);
	if (taken < 0) {
		virtio_device_break(d);
		return false;
	}
	virtio_device_publish(d, TRANSMIT);
	return d->budget <= 0;
}

/* --- To the driver ------------------------------------------------------------------------------ */

/* Does the driver accept this frame if it needs segmentation? */
static bool acceptable(const struct virtio_net_device *net)
{
	static const struct {
		uint8_t type, feature;
	} gso[] = {{VIRTIO_NET_HDR_GSO_TCPV4, VIRTIO_NET_F_GUEST_TSO4},
		   {VIRTIO_NET_HDR_GSO_TCPV6, VIRTIO_NET_F_GUEST_TSO6}};
	uint8_t type = net->frame.head.virtio.gso_type;

	if (type == VIRTIO_NET_HDR_GSO_NONE)
		return true;
	if (type & VIRTIO_NET_HDR_GSO_ECN &&
	    !virtio_device_has(&net->device, VIRTIO_NET_F_GUEST_ECN))
		return false;
	for (unsigned int i = 0; i < 2; i++)
		if ((type & ~VIRTIO_NET_HDR_GSO_ECN) == gso[i].type)
			return virtio_device_has(&net->device, gso[i].feature);
	return false;
}

/* Copy the frame from `from` on into the buffer at hand. @return bytes */
static uint32_t fill(struct virtio_net_device *net, uint32_t from)
{
	const struct port_frame *f = &net->frame;
	uint32_t done = 0;

	/* All parts are full but the last. */
	for (unsigned int i = from / NETWORK_SLOT; i < f->count && done < net->chain.out; i++) {
		uint32_t skip = (from + done) % NETWORK_SLOT;

		done += virtqueue_write(&net->chain, done, f->part[i].at + skip,
					f->part[i].length - skip);
	}
	return done;
}

/* The address of byte `offset` of the current buffer, which has that many bytes. */
static char *byte_at(const struct virtqueue_chain *chain, uint32_t offset)
{
	const struct virtqueue_segment *s = &chain->segment[chain->readable];

	for (; offset >= s->length; s++)
		offset -= s->length;
	return s->at + offset;
}

/* Write the head into the first buffer, and a checksum that the driver doesn't make itself.
 * @return false: its place isn't in this buffer */
static bool write_head(struct virtio_net_device *net)
{
	struct virtio_net_header *h = &net->frame.head.virtio;

	if (h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM &&
	    !virtio_device_has(&net->device, VIRTIO_NET_F_GUEST_CSUM)) {
		uint32_t at;
		uint16_t sum = port_checksum(&net->frame, &at);

		if (virtqueue_write(&net->chain, at, &sum, sizeof(sum)) != sizeof(sum))
			return false;
		h->flags = 0;
		h->csum_start = h->csum_offset = 0;
	}
	virtqueue_write(&net->chain, 0, &net->frame.head, PORT_HEAD);
	return true;
}

/*
 * Put the frame at hand into buffers of the driver.
 * @return 1, 0: there aren't enough, -EMSGSIZE: it doesn't fit and is to be dropped, -EPROTO
 */
static int deliver(struct virtio_net_device *net)
{
	const uint32_t at = offsetof(struct virtio_net_header, num_buffers);
	struct virtqueue_device *q = &net->device.queue[RECEIVE];
	bool merge = virtio_device_has(&net->device, VIRTIO_NET_F_MRG_RXBUF), fits = true;
	volatile char *low = NULL, *high = NULL;
	uint16_t buffers = 0;
	uint32_t done = 0;

	do {
		int taken = virtqueue_device_take(q, &net->chain);
		uint32_t n;

		if (taken < 0)
			return taken;
		if (taken == 0) {
			virtqueue_device_cancel(q, buffers);
			return 0;
		}
		/* The header lies in one buffer, and each has room for something (5.1.6.3.1). */
		if (net->chain.in != 0 || net->chain.out < PORT_HEAD)
			return -EPROTO;
		n = fill(net, done);
		virtqueue_device_done(q, net->chain.head, n);
		/* The head says that there is one buffer. */
		if (buffers++ == 0)
			fits = write_head(net);
		if (done == 0 && n < net->frame.length) {
			low = byte_at(&net->chain, at);
			high = byte_at(&net->chain, at + 1);
		}
		done += n;
		fits = fits && (merge || done == net->frame.length);
	} while (fits && done < net->frame.length);
	if (!fits) {
		virtqueue_device_cancel(q, buffers);
		return -EMSGSIZE;
	}
	if (buffers > 1) {
		*low = (char)buffers;
		*high = (char)(buffers >> 8);
	}
	return 1;
}

/* Frames of one peer. @return 1: all are delivered, 0: there are no buffers or there is no budget,
 * -EPROTO */
static int receive_from(struct virtio_net_device *net, unsigned int peer)
{
	struct virtio_device *d = &net->device;
	int done = 1;

	while (done > 0 && d->budget > 0 && port_receive(net->port, peer, &net->frame)) {
		done = acceptable(net) ? deliver(net) : -EMSGSIZE;
		d->budget -= (int32_t)net->frame.length + FRAME_COST;
		if (done == 0) {
			port_unreceive(net->port, &net->frame);
		} else if (done == -EMSGSIZE) {
			net->port->counters->bad++;
			done = 1;
		} else if (done > 0) {
			net->port->counters->received++;
		}
	}
	return done == 1 && d->budget <= 0 ? 0 : done;
}

/*
 * One store records a batch before the driver sees it. If the device dies after the update of the driver's index and before that
 * of the lane's word, start() finds both in the record.
 */
static void publish_batch(struct virtio_net_device *net, unsigned int peer)
{
	struct virtqueue_device *q = &net->device.queue[RECEIVE];

	if (q->batch != 0)
		__atomic_store_n(
		    &net->kept->batch,
		    BATCH(peer, net->port->peer[peer].lane.next, q->kept->used + q->batch),
		    __ATOMIC_RELEASE);
	virtio_device_publish(&net->device, RECEIVE);
	port_received(net->port, peer);
}

static __attribute__((noinline)) bool receive(struct virtio_net_device *net)
{
	struct virtio_device *d = &net->device;
	struct virtqueue_device *q = &d->queue[RECEIVE];
	struct port *port = net->port;
	uint32_t waiting;
	int done = 1;

	virtqueue_device_quiet(q);
	waiting = port_look(port, d->queue[TRANSMIT].kept ? d->queue[TRANSMIT].kept->taken : 0);
	while (done > 0 && waiting != 0) {
		uint32_t behind = waiting >> port->turn << port->turn;
		unsigned int peer = (unsigned int)__builtin_ctz(behind ? behind : waiting);

		waiting &= ~(1u << peer);
		done = receive_from(net, peer);
		if (done < 0) {
			virtio_device_break(d);
			return false;
		}
		publish_batch(net, peer);
		/* A peer with more frames than fit doesn't get the first turn next time. */
		if (done == 0)
			port->turn = (peer + 1) % port->count;
	}
	if (d->budget <= 0)
		return true;
	/* The driver's next buffers are of interest only if a frame waits for them. */
	return done == 0 && !virtqueue_device_listen(q);
}

/* --- The device --------------------------------------------------------------------------------- */

static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_net_device *net = net_of(d);

	return index == TRANSMIT ? transmit(net) : receive(net);
}

static void start(struct virtio_device *d, bool resumed)
{
	struct virtio_net_device *net = net_of(d);
	uint64_t batch = net->kept->batch;
	uint32_t peer = BATCH_PEER(batch) - 1;
	struct virtqueue_device *q = &d->queue[RECEIVE];

	if (!resumed) {
		net->kept->batch = 0;
		port_restart(net->port);
		return;
	}
	/* It may have died between a commit and the bell. */
	for (unsigned int i = 0; i < net->port->count; i++)
		net->port->ring(net->port->peer[i].bell);
	/* The driver got this batch; the lane's word may not tell so yet. */
	if (q->size != 0 && peer < net->port->count && q->kept->used == BATCH_USED(batch)) {
		struct lane *l = &net->port->peer[peer].lane;

		if ((uint16_t)(BATCH_NEXT(batch) - l->next) <= lane_filled(l)) {
			l->next = BATCH_NEXT(batch);
			port_received(net->port, peer);
		}
	}
}

const struct virtio_model virtio_net_model = {
    .id = VIRTIO_ID_NETWORK,
    .queues = 2,
    .bell = 1u << RECEIVE,
    .config = sizeof(struct virtio_net_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
    .start = start,
    .notify = notify,
};
