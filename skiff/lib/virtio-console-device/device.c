/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/virtio_console_device.h>

#define CONTROL_RECEIVE	 VIRTIO_CONSOLE_QUEUE_CONTROL_RECEIVE
#define CONTROL_TRANSMIT VIRTIO_CONSOLE_QUEUE_CONTROL_TRANSMIT
#define MESSAGE		 ((uint32_t)sizeof(struct virtio_console_control))

#define TEXT_BYTES  48u /* bytes of text written at once */
#define TEXT_COST   16	/* cost of a byte to the machine's console, in bytes copied */
#define BUFFER_COST 512 /* cost of a buffer besides its bytes, in bytes copied */

/* A driver that breaks the rules. */
#define MISTAKE (-EPROTO)

static struct virtio_console_device *console_of(struct virtio_device *device)
{
	return (struct virtio_console_device *)device; /* its first member */
}

/* --- Control: what the driver says, and what it is told (5.3.6.2) -------------------------------- */

static void listen_to(struct virtio_console_device *c, const struct virtio_console_control *m)
{
	struct virtio_console_kept *k = c->kept;
	uint32_t bit = m->id < c->count ? 1u << m->id : 0;

	switch (m->event) {
	case VIRTIO_CONSOLE_DEVICE_READY:
		k->known = m->value;
		c->add = k->known ? (1u << c->count) - 1 : 0;
		break;
	case VIRTIO_CONSOLE_PORT_READY:
		k->ready = m->value ? k->ready | bit : k->ready & ~bit;
		c->console |= bit & 1;
		c->name |= bit & ~1u;
		c->shown &= ~bit;
		break;
	case VIRTIO_CONSOLE_PORT_OPEN:
		k->open = m->value ? k->open | bit : k->open & ~bit;
		break;
	default: /* reserved */
		break;
	}
}

/* Show the other end, by this end's word, whether the port is open. */
static void show_open(struct virtio_console_device *c)
{
	for (unsigned int i = 1; i < c->count; i++) {
		struct virtio_console_port *p = &c->port[i];
		uint16_t open = c->kept->open >> i & 1;

		if (lane_taken_position(&p->lane) == open)
			continue;
		lane_unget(&p->lane);
		lane_taken(&p->lane, open);
		c->ring(p->bell);
	}
}

/* Ports whose other end is open. Port 0 always is. */
static uint32_t open_ports(const struct virtio_console_device *c)
{
	uint32_t open = 1;

	for (unsigned int i = 1; i < c->count; i++)
		open |= (uint32_t)(lane_their_position(&c->port[i].lane) == 1) << i;
	return open;
}

/* One message for the driver. @return false: there is none */
static bool compose(struct virtio_console_device *c, struct virtio_console_control *m,
		    const char **name)
{
	uint32_t ready = c->kept->ready, open = open_ports(c);
	const struct {
		uint32_t ports;
		uint16_t event, value;
	} due[] = {
	    {c->add, VIRTIO_CONSOLE_DEVICE_ADD, 1},
	    {c->console & ready, VIRTIO_CONSOLE_CONSOLE_PORT, 1},
	    {c->name & ready, VIRTIO_CONSOLE_PORT_NAME, 1},
	    {open & ~c->shown & ready, VIRTIO_CONSOLE_PORT_OPEN, 1},
	    {~open & c->shown & ready, VIRTIO_CONSOLE_PORT_OPEN, 0},
	};

	for (unsigned int i = 0; i < sizeof(due) / sizeof(due[0]); i++)
		if (due[i].ports) {
			uint32_t port = (uint32_t)__builtin_ctz(due[i].ports);

			*m = (struct virtio_console_control){port, due[i].event, due[i].value};
			*name = due[i].event == VIRTIO_CONSOLE_PORT_NAME ? c->port[port].name : "";
			return true;
		}
	return false;
}

/* Note that the driver gets message `m`. */
static void told(struct virtio_console_device *c, const struct virtio_console_control *m)
{
	uint32_t bit = 1u << m->id;

	switch (m->event) {
	case VIRTIO_CONSOLE_DEVICE_ADD:
		c->add &= ~bit;
		break;
	case VIRTIO_CONSOLE_CONSOLE_PORT:
		c->console &= ~bit;
		break;
	case VIRTIO_CONSOLE_PORT_NAME:
		c->name &= ~bit;
		break;
	default:
		c->shown ^= bit;
		break;
	}
}

/* @return 0, or MISTAKE */
static int tell(struct virtio_console_device *c)
{
	struct virtqueue_device *q = &c->device.queue[CONTROL_RECEIVE];
	struct virtio_console_control m;
	const char *name;
	int taken = 0;

	while (compose(c, &m, &name)) {
		uint32_t size = (uint32_t)strlen(name);

		taken = virtqueue_device_take(q, &c->chain);
		if (taken == 0 && virtqueue_device_listen(q))
			break;
		if (taken == 0)
			continue;
		if (taken < 0 || c->chain.in != 0 ||
		    virtqueue_write(&c->chain, 0, &m, MESSAGE) != MESSAGE ||
		    virtqueue_write(&c->chain, MESSAGE, name, size) != size)
			return MISTAKE;
		virtqueue_device_done(q, c->chain.head, MESSAGE + size);
		told(c, &m);
	}
	virtio_device_publish(&c->device, CONTROL_RECEIVE);
	return 0;
}

/* --- What the driver sends ---------------------------------------------------------------------- */

static void write_text(const struct virtio_console_device *c)
{
	char text[TEXT_BYTES];
	uint32_t n;

	for (uint32_t at = 0; at < c->chain.in; at += n) {
		n = virtqueue_read(&c->chain, at, text, TEXT_BYTES);
		c->write(text, n);
	}
}

/* Pass the current buffer, at `position` in its queue, on. @return 1: done, 0: it waits, or MISTAKE */
static int pass(struct virtio_console_device *c, unsigned int index, uint16_t position)
{
	struct virtio_console_port *p = &c->port[index];

	if (c->chain.in > PACKET_PARTS * PACKET_SLOT)
		return MISTAKE;
	/* Text for a port that isn't open is lost. */
	if (!lane_met(&p->lane) || (p->resumed && packet_was_put(&p->lane, position)))
		return 1;
	if (!packet_put(&p->lane, &c->chain, "", 0))
		return 0;
	p->dirty = true;
	return 1;
}

/* One buffer of queue `index`. @return as pass() */
static int handle(struct virtio_console_device *c, unsigned int index, uint16_t position)
{
	struct virtio_console_control m;

	if (c->chain.out != 0)
		return MISTAKE;
	switch (index) {
	case VIRTIO_CONSOLE_QUEUE_TRANSMIT:
		write_text(c);
		c->device.budget -= (int32_t)c->chain.in * TEXT_COST;
		return 1;
	case CONTROL_TRANSMIT:
		if (virtqueue_read(&c->chain, 0, &m, MESSAGE) != MESSAGE)
			return MISTAKE;
		listen_to(c, &m);
		return 1;
	default:
		return pass(c, index / 2 - 1, position);
	}
}

/* Show the other end what was put. */
static void commit(const struct virtio_console_device *c, struct virtio_console_port *p,
		   uint16_t position)
{
	p->resumed = packet_commit(&p->lane, position, p->dirty, p->resumed);
	if (p->dirty)
		c->ring(p->bell);
	p->dirty = false;
}

static bool transmit(struct virtio_console_device *c, unsigned int index)
{
	struct virtio_device *d = &c->device;
	struct virtqueue_device *q = &d->queue[index];
	struct virtio_console_port *p = index > CONTROL_TRANSMIT ? &c->port[index / 2 - 1] : NULL;
	bool tried = false;
	int result = 0;

	virtqueue_device_quiet(q);
	while (d->budget > 0) {
		result = virtqueue_device_take(q, &c->chain);
		if (result == 0 && virtqueue_device_listen(q))
			break;
		if (result == 0)
			continue;
		if (result > 0)
			result = handle(c, index, (uint16_t)(q->kept->taken - 1));
		if (result < 0)
			break;
		if (result == 0) {
			virtqueue_device_return(q, c->chain.head);
			if (tried)
				break;
			/* The reader rings when it has taken all that it sees now. */
			tried = true;
			commit(c, p, q->kept->taken);
			__atomic_thread_fence(__ATOMIC_SEQ_CST);
			continue;
		}
		tried = false;
		virtqueue_device_done(q, c->chain.head, 0);
		d->budget -= (int32_t)c->chain.in + BUFFER_COST;
	}
	if (p)
		commit(c, p, q->kept->taken);
	if (result < 0) {
		virtio_device_break(d);
		return false;
	}
	virtio_device_publish(d, index);
	return d->budget <= 0;
}

/* --- What the driver receives ------------------------------------------------------------------- */

/* Deliver the current packet. @return 1, 0: there aren't enough buffers now, or MISTAKE */
static int deliver(struct virtio_console_device *c, struct virtio_console_port *p,
		   struct virtqueue_device *q)
{
	while (p->from < c->packet.length) {
		int taken = virtqueue_device_take(q, &c->chain);
		uint32_t n;

		if (taken == 0 && !virtqueue_device_listen(q))
			continue;
		if (taken <= 0)
			return taken;
		if (c->chain.in != 0 || c->chain.out == 0)
			return MISTAKE;
		n = packet_copy(&c->packet, p->from, &c->chain, 0, c->packet.length);
		virtqueue_device_done(q, c->chain.head, n);
		p->from += n;
		c->device.budget -= (int32_t)n + BUFFER_COST;
	}
	p->from = 0;
	return 1;
}

static bool receive(struct virtio_console_device *c, unsigned int index)
{
	struct virtio_device *d = &c->device;
	struct virtqueue_device *q = &d->queue[index];
	unsigned int port = index / 2 - 1;
	struct virtio_console_port *p = &c->port[port];
	int result = 1;

	virtqueue_device_quiet(q);
	while (d->budget > 0 && result > 0) {
		int got = packet_get(&p->lane, &c->packet);

		if (got == 0)
			break;
		d->budget -= BUFFER_COST;
		if (got < 0)
			p->from = 0;
		else
			result = deliver(c, p, q);
	}
	if (result < 0) {
		virtio_device_break(d);
		return false;
	}
	if (result == 0)
		p->lane.next = c->packet.begin;
	if (q->batch != 0) {
		packet_mark(&c->kept->mark[port], q, 0, p->lane.next, p->from);
		virtio_device_publish(d, index);
	}
	/* A writer may wait for room. */
	if (lane_taken(&p->lane, lane_taken_position(&p->lane)) != 0)
		c->ring(p->bell);
	return d->budget <= 0;
}

/* --- The device --------------------------------------------------------------------------------- */

static void meet(struct virtio_console_device *c)
{
	for (unsigned int i = 1; i < c->count; i++) {
		const struct virtqueue_device *q =
		    &c->device.queue[VIRTIO_CONSOLE_PORT_TRANSMIT(i)];

		if (lane_look(&c->port[i].lane) != LANE_NEW)
			continue;
		lane_meet(&c->port[i].lane, q->size ? q->kept->taken : 0);
		c->port[i].from = 0;
	}
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_console_device *c = console_of(d);
	bool again = false;

	if (index >= 2 * c->count + 2)
		return false;
	meet(c);
	if (index % 2 == 1)
		again = transmit(c, index);
	else if (index > CONTROL_RECEIVE)
		again = receive(c, index);
	if (!virtio_device_runs(d))
		return false;
	show_open(c);
	if (tell(c) < 0)
		virtio_device_break(d);
	return again;
}

static void start(struct virtio_device *d, bool resumed)
{
	struct virtio_console_device *c = console_of(d);
	uint32_t ports = (1u << c->count) - 1;

	if (!resumed)
		*c->kept = (struct virtio_console_kept){0};
	/* After a restart, messages may be repeated. */
	c->add = c->kept->known ? ports & ~c->kept->ready : 0;
	c->name = ports & ~1u;
	c->console = 1;
	c->shown = 0;
	for (unsigned int i = 1; i < c->count; i++) {
		struct virtqueue_device *q = &d->queue[VIRTIO_CONSOLE_PORT_RECEIVE(i)];
		struct virtio_console_port *p = &c->port[i];
		unsigned int peer;
		uint16_t next;
		uint32_t from;

		p->resumed = resumed;
		p->from = 0;
		if (resumed && q->size != 0 &&
		    packet_marked(&c->kept->mark[i], q, &peer, &next, &from) &&
		    lane_skip(&p->lane, next)) {
			p->from = from;
			lane_taken(&p->lane, lane_taken_position(&p->lane));
		}
		if (!resumed)
			meet(c);
		c->ring(p->bell);
	}
}

/* The peers find nobody until the next start. */
static bool stop(struct virtio_device *d)
{
	struct virtio_console_device *c = console_of(d);

	for (unsigned int i = 1; i < c->count; i++)
		lane_leave(&c->port[i].lane);
	return true;
}

const struct virtio_model virtio_console_model = {
    .id = VIRTIO_ID_CONSOLE,
    .queues = 2 * VIRTIO_CONSOLE_PORTS + 2,
    .config = sizeof(struct virtio_console_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER) | VIRTIO_FEATURE(VIRTIO_CONSOLE_F_MULTIPORT),
    .start = start,
    .notify = notify,
    .stop = stop,
};
