/* SPDX-License-Identifier: BSD-3-Clause */
#include "route.h"
#include <errno.h>
#include <stddef.h>

static bool inside(const struct display_rect *r, uint32_t width, uint32_t height)
{
	return r->width != 0 && r->height != 0 && r->x < width && r->width <= width - r->x &&
	       r->y < height && r->height <= height - r->y;
}

/* --- Lanes --------------------------------------------------------------------------------------- */

static void put(struct route_plane *p, uint32_t type, uint32_t code, uint32_t value)
{
	/* A report that would be too long is cut; no device makes one. */
	if (p->report == INPUT_REPORT - 1)
		return;
	p->lane->ring[p->put++ % INPUT_EVENTS] =
	    (struct virtio_input_event){(uint16_t)type, (uint16_t)code, value};
	p->report++;
}

/* End the report that was put, and tell the back end. */
static void flush(const struct route *route, struct route_plane *p)
{
	if (p->report == 0)
		return;
	p->report = 0;
	p->lane->ring[p->put++ % INPUT_EVENTS] =
	    (struct virtio_input_event){INPUT_EV_SYN, INPUT_SYN_REPORT, 0};
	/* The back end must see the events before their number. */
	__atomic_store_n(&p->lane->put, p->put, __ATOMIC_RELEASE);
	route->ring(p->bell);
}

int route_open(struct route *route, const struct input_screen *is, unsigned int size,
	       const struct bulkhead_channel *channel, unsigned int channels)
{
	unsigned int used = 0;

	if (size < sizeof(*is) || is->planes > DISPLAY_PLANES_MAX ||
	    size < sizeof(*is) + is->planes * sizeof(is->plane[0]) || is->width == 0 ||
	    is->height == 0)
		return -EINVAL;
	route->width = is->width;
	route->height = is->height;
	route->count = is->planes;
	for (unsigned int i = 0; i < is->planes; i++) {
		struct route_plane *p = &route->plane[i];

		*p = (struct route_plane){.is = is->plane[i]};
		if (!inside(&p->is.rect, is->width, is->height))
			return -EINVAL;
		if (!p->is.takes)
			continue;
		if (used == channels || channel[used].size < sizeof(*p->lane) ||
		    !(channel[used].rights & BULKHEAD_RIGHT_WRITE))
			return -EINVAL;
		p->lane = (struct input_lane *)(uintptr_t)channel[used].ipa;
		p->bell = channel[used++].index;
		p->put = p->lane->put;
		put(p, INPUT_MARK_TYPE, 0, 0);
		flush(route, p);
	}
	return used == channels ? 0 : -EINVAL;
}

/* --- Contacts ------------------------------------------------------------------------------------ */

bool route_add(struct route *route, struct route_source *source, uint32_t width, uint32_t height,
	       unsigned int slots)
{
	*source = (struct route_source){width, height, route->contacts, slots, 0};
	if (!width || !height)
		source->count = 0;
	if (source->count > INPUT_CONTACTS - route->contacts)
		return false;
	route->contacts += source->count;
	return true;
}

/* The topmost plane at a pixel; NULL: none. */
static struct route_plane *plane_at(struct route *route, uint32_t x, uint32_t y)
{
	struct route_plane *top = NULL;

	for (unsigned int i = 0; i < route->count; i++) {
		struct route_plane *p = &route->plane[i];
		const struct display_rect *r = &p->is.rect;

		if (x - r->x < r->width && y - r->y < r->height &&
		    (!top || p->is.layer > top->is.layer))
			top = p;
	}
	return top;
}

/* The screen's pixel for a value of an axis, 0 to largest. */
static uint32_t pixel(uint32_t value, uint32_t largest, uint32_t size)
{
	return value >= largest ? size - 1 : (uint32_t)((uint64_t)value * size / (largest + 1ull));
}

/* A coordinate relative to the plane, limited to the plane. */
static uint32_t within(uint32_t at, uint32_t from, uint32_t size)
{
	if (at < from)
		return 0;
	return at - from < size ? at - from : size - 1;
}

/* Report what a contact has done since the last report. */
static void report_contact(struct route *route, const struct route_source *source,
			   unsigned int index)
{
	struct route_contact *c = &route->contact[index];
	uint32_t x = pixel(c->x, source->width, route->width);
	uint32_t y = pixel(c->y, source->height, route->height);
	bool begins = c->on && !c->down;
	struct route_plane *p;

	if (!c->moved || (!c->on && !c->down))
		return;
	if (begins)
		c->plane = plane_at(route, x, y);
	c->down = c->on;
	c->moved = false;
	p = c->plane;
	if (!p || !(p->is.takes & INPUT_TOUCH))
		return;
	put(p, INPUT_EV_ABS, INPUT_ABS_MT_SLOT, index);
	if (!c->on) {
		put(p, INPUT_EV_ABS, INPUT_ABS_MT_TRACKING_ID, UINT32_MAX);
		return;
	}
	if (begins)
		put(p, INPUT_EV_ABS, INPUT_ABS_MT_TRACKING_ID, c->id);
	put(p, INPUT_EV_ABS, INPUT_ABS_MT_POSITION_X, within(x, p->is.rect.x, p->is.rect.width));
	put(p, INPUT_EV_ABS, INPUT_ABS_MT_POSITION_Y, within(y, p->is.rect.y, p->is.rect.height));
}

static void touch(struct route *route, struct route_contact *c, bool on)
{
	c->moved |= c->on != on;
	if (on && !c->on)
		c->id = route->next_id++ & UINT16_MAX;
	c->on = on;
}

static void key(struct route *route, struct route_source *source,
		const struct virtio_input_event *e)
{
	struct route_contact *c = &route->contact[source->first];

	if (e->code == INPUT_BTN_LEFT && source->count == 1)
		touch(route, c, e->value != 0);
	for (unsigned int i = 0; e->code <= INPUT_KEY_LAST && i < route->count; i++)
		if (route->plane[i].is.takes & INPUT_KEY)
			put(&route->plane[i], INPUT_EV_KEY, e->code, e->value);
}

static void axis(struct route *route, struct route_source *source,
		 const struct virtio_input_event *e)
{
	struct route_contact *c = &route->contact[source->first + source->slot];

	if (e->code == INPUT_ABS_MT_SLOT) {
		/* Events of a slot that doesn't exist are dropped. */
		source->slot = e->value < source->count ? e->value : source->count;
		return;
	}
	if (source->slot >= source->count)
		return;
	switch (e->code) {
	case INPUT_ABS_MT_TRACKING_ID:
		touch(route, c, e->value <= INT32_MAX);
		break;
	case INPUT_ABS_X:
	case INPUT_ABS_MT_POSITION_X:
		c->moved |= c->x != e->value;
		c->x = e->value;
		break;
	case INPUT_ABS_Y:
	case INPUT_ABS_MT_POSITION_Y:
		c->moved |= c->y != e->value;
		c->y = e->value;
		break;
	default:
		break;
	}
}

void route_event(struct route *route, struct route_source *source,
		 const struct virtio_input_event *e)
{
	switch (e->type) {
	case INPUT_EV_KEY:
		key(route, source, e);
		break;
	case INPUT_EV_ABS:
		axis(route, source, e);
		break;
	case INPUT_EV_SYN:
		for (unsigned int i = 0; i < source->count; i++)
			report_contact(route, source, source->first + i);
		for (unsigned int i = 0; i < route->count; i++)
			if (route->plane[i].lane)
				flush(route, &route->plane[i]);
		break;
	default: /* wheels, lamps */
		break;
	}
}
