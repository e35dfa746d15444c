/* SPDX-License-Identifier: BSD-3-Clause */
/* The queues: reports for the driver, and its status events. */
#include <string.h>
#include "device.h"

#define EVENT	   ((uint32_t)sizeof(struct virtio_input_event))
#define EVENT_COST 64 /* cost of an event, in bytes copied */
#define QUEUE_MIN  4u /* least buffers of the event queue, enough to release a contact */

/* Bit of `phase`: a report is being delivered, behind which the other state follows. */
#define DELIVERS 2u

#define ALL_CONTACTS ((1u << INPUT_CONTACTS) - 1)

static struct virtio_input_device *input_of(struct virtio_device *device)
{
	return (struct virtio_input_device *)device; /* its first member */
}

/* Events of a report that is being made. */
struct report {
	struct virtio_input_event *event; /* [INPUT_REPORT] */
	unsigned int count;
};

static void put(struct report *r, uint32_t type, uint32_t code, uint32_t value)
{
	r->event[r->count++] = (struct virtio_input_event){(uint16_t)type, (uint16_t)code, value};
}

static void end(struct report *r)
{
	if (r->count)
		put(r, INPUT_EV_SYN, INPUT_SYN_REPORT, 0);
}

/* --- What comes by the lane ---------------------------------------------------------------------- */

static uint32_t lane_put(const struct input_lane *lane)
{
	return __atomic_load_n(&lane->put, __ATOMIC_ACQUIRE);
}

static void press(struct virtio_input_state *s, struct report *r,
		  const struct virtio_input_event *e)
{
	const uint32_t bit = 1u << e->code % 32;
	uint32_t *down = &s->down[e->code / 32];

	/* Only changes that the driver doesn't know. */
	if (e->value > 1 || e->value == !!(*down & bit))
		return;
	*down ^= bit;
	put(r, e->type, e->code, e->value);
}

/* Handle a contact that comes, moves or goes. A contact that never came isn't reported. */
static void touch(struct virtio_input_state *s, struct report *r,
		  const struct virtio_input_event *e, uint32_t slot,
		  const struct input_place *place)
{
	const uint32_t bit = 1u << slot;

	switch (e->code) {
	case INPUT_ABS_MT_TRACKING_ID:
		if (e->value > UINT16_MAX && !(s->contacts & bit))
			return;
		s->contacts = e->value > UINT16_MAX ? s->contacts & ~bit : s->contacts | bit;
		break;
	case INPUT_ABS_MT_POSITION_X:
		if (e->value >= place->width || !(s->contacts & bit))
			return;
		break;
	case INPUT_ABS_MT_POSITION_Y:
		if (e->value >= place->height || !(s->contacts & bit))
			return;
		break;
	default:
		return;
	}
	put(r, e->type, e->code, e->value);
}

/*
 * Read the next report of the lane, if there is one: the events for the driver, and the state behind them. If the writer was
 * too quick, broke the rules or began anew, the driver must release everything.
 */
static void read_report(const struct virtio_input_device *d, struct virtio_input_state *s,
			struct report *r)
{
	const struct input_place *place = d->place;
	const uint32_t from = s->taken, behind = lane_put(d->lane), before = s->contacts;
	uint32_t slot = 0, at = from;
	struct virtio_input_event e = {INPUT_MARK_TYPE, 0, 0};

	while (at != behind && at - from < INPUT_REPORT) {
		const volatile struct virtio_input_event *v = &d->lane->ring[at++ % INPUT_EVENTS];

		e = (struct virtio_input_event){v->type, v->code, v->value};
		if (e.type == INPUT_EV_SYN || e.type == INPUT_MARK_TYPE)
			break;
		if (r->count >= INPUT_REPORT - 2) /* BTN_TOUCH, and the end */
			continue;
		if (e.type == INPUT_EV_KEY && place->takes & INPUT_KEY && input_is_key(e.code)) {
			press(s, r, &e);
		} else if (e.type == INPUT_EV_ABS && place->takes & INPUT_TOUCH) {
			if (e.code == INPUT_ABS_MT_SLOT && e.value < INPUT_CONTACTS) {
				slot = e.value;
				put(r, e.type, e.code, e.value);
			} else {
				touch(s, r, &e, slot, place);
			}
		}
	}
	s->taken = at;
	if (!before != !s->contacts)
		put(r, INPUT_EV_KEY, INPUT_BTN_TOUCH, s->contacts != 0);
	end(r);
	/* The events read are valid only if the writer, which writes ahead of its index, hasn't wrapped round to them. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (lane_put(d->lane) - from > INPUT_EVENTS - INPUT_REPORT)
		s->taken = lane_put(d->lane);
	else if (e.type == INPUT_EV_SYN)
		return;
	s->lost = 1;
}

/* --- What the driver gets ------------------------------------------------------------------------ */

/* Release contacts and keys, as many as fit into `most` events. An empty report: all are released. */
static void let_go(struct virtio_input_state *s, struct report *r, unsigned int most)
{
	const bool any = s->contacts != 0;

	for (uint32_t i = 0; s->contacts && r->count + QUEUE_MIN <= most; i++) {
		if (!(s->contacts >> i & 1))
			continue;
		s->contacts &= ~(1u << i);
		put(r, INPUT_EV_ABS, INPUT_ABS_MT_SLOT, i);
		put(r, INPUT_EV_ABS, INPUT_ABS_MT_TRACKING_ID, UINT32_MAX);
	}
	if (any && !s->contacts)
		put(r, INPUT_EV_KEY, INPUT_BTN_TOUCH, 0);
	for (uint32_t code = 0; code <= INPUT_KEY_LAST && r->count + 1 < most; code++) {
		uint32_t *down = &s->down[code / 32];

		if (!(*down >> code % 32 & 1))
			continue;
		*down &= ~(1u << code % 32);
		put(r, INPUT_EV_KEY, code, 0);
	}
	end(r);
	s->lost = r->count != 0;
}

/* Deliver a report, for which there are enough buffers. @return false: the buffers are unfit */
static bool deliver(struct virtio_input_device *d, const struct report *r)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_INPUT_QUEUE_EVENT];

	for (unsigned int i = 0; i < r->count; i++) {
		if (virtqueue_device_take(q, &d->chain) != 1 || d->chain.in != 0 ||
		    d->chain.out < EVENT)
			return false;
		virtqueue_write(&d->chain, 0, &r->event[i], EVENT);
		virtqueue_device_done(q, d->chain.head, EVENT);
	}
	return true;
}

enum step {
	STEP_DONE,  /* there may be more */
	STEP_IDLE,  /* there is no report */
	STEP_FULL,  /* too few buffers */
	STEP_BROKEN /* the driver breaks the rules */
};

/*
 * Deliver the next report. After a restart, the used index tells whether the driver got it, and so which of the two states is
 * right.
 */
static enum step step(struct virtio_input_device *d)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_INPUT_QUEUE_EVENT];
	struct virtio_input_kept *k = d->kept;
	const uint32_t now = k->phase & 1;
	const unsigned int most = q->size < INPUT_REPORT ? q->size : INPUT_REPORT;
	struct virtio_input_state *next = &k->state[!now];
	struct report r = {d->report, 0};
	int room = virtqueue_device_waiting(q);

	if (room < 0)
		return STEP_BROKEN;
	if (!k->state[now].lost && lane_put(d->lane) == k->state[now].taken)
		return STEP_IDLE;
	if (q->size < QUEUE_MIN)
		return STEP_FULL;
	*next = k->state[now];
	if (next->lost)
		let_go(next, &r, most);
	else
		read_report(d, next, &r);
	/* A report that is incomplete, or too long for the queue, is dropped: everything is released instead. */
	if (!k->state[now].lost && (next->lost || r.count > most)) {
		const uint32_t taken = next->taken;

		*next = k->state[now];
		next->taken = taken;
		next->lost = 1;
		r.count = 0;
	}
	if (r.count > (unsigned int)room)
		return STEP_FULL;
	if (r.count) {
		if (!deliver(d, &r))
			return STEP_BROKEN;
		__atomic_store_n(&k->used, (uint16_t)(q->kept->used + q->batch), __ATOMIC_RELEASE);
		__atomic_store_n(&k->phase, now | DELIVERS, __ATOMIC_RELEASE);
		virtio_device_publish(&d->device, VIRTIO_INPUT_QUEUE_EVENT);
	}
	__atomic_store_n(&k->phase, !now, __ATOMIC_RELEASE);
	d->device.budget -= EVENT_COST * (int32_t)(r.count + 1);
	return STEP_DONE;
}

/* Deliver events to the driver, which notifies new buffers only on request. @return true: there is more to do */
static bool give(struct virtio_input_device *d)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_INPUT_QUEUE_EVENT];
	bool listens = false;

	while (d->device.budget > 0) {
		enum step result = step(d);

		if (result == STEP_DONE)
			continue;
		if (result == STEP_BROKEN)
			virtio_device_break(&d->device);
		else if (result == STEP_IDLE)
			virtqueue_device_quiet(q);
		if (result != STEP_FULL || listens)
			return false;
		virtqueue_device_listen(q);
		listens = true;
	}
	return true;
}

/* Take the driver's status events for lamps and repetition of keys (5.8.6), which have no effect here. */
static bool take_status(struct virtio_input_device *d)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_INPUT_QUEUE_STATUS];
	int taken;

	while (d->device.budget > 0 && (taken = virtqueue_device_take(q, &d->chain)) != 0) {
		if (taken < 0 || d->chain.out != 0 || d->chain.in < EVENT) {
			virtio_device_break(&d->device);
			return false;
		}
		virtqueue_device_done(q, d->chain.head, 0);
		d->device.budget -= EVENT_COST;
	}
	virtio_device_publish(&d->device, VIRTIO_INPUT_QUEUE_STATUS);
	return d->device.budget <= 0 || !virtqueue_device_listen(q);
}

static bool notify(struct virtio_device *device, unsigned int index)
{
	struct virtio_input_device *d = input_of(device);

	return index == VIRTIO_INPUT_QUEUE_EVENT ? give(d) : take_status(d);
}

/* For a new driver, all contacts and keys are up. */
static void start(struct virtio_device *device, bool resumed)
{
	const struct virtio_input_device *d = input_of(device);
	struct virtio_input_kept *k = d->kept;
	uint32_t now = k->phase & 1;

	if (!resumed) {
		memset(k->state, 0, sizeof(k->state));
		k->phase = 0;
		k->state[0].taken = lane_put(d->lane);
		return;
	}
	if (k->phase & DELIVERS)
		now ^= device->queue[VIRTIO_INPUT_QUEUE_EVENT].kept->used == k->used;
	k->state[now].contacts &= ALL_CONTACTS;
	k->phase = now;
}

const struct virtio_model virtio_input_model = {
    .id = VIRTIO_ID_INPUT,
    .queues = 2,
    .config = sizeof(struct virtio_input_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
    .start = start,
    .notify = notify,
    .configure = input_configure,
};
