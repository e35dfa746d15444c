/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/hypercall.h>
#include "client.h"

bool client_listens(struct client *c)
{
	switch (lane_look(&c->lane)) {
	case LANE_NEW:
		/*
		 * A new generation waits until the device has ended the old one's requests, so that no memory changes its
		 * owner before.
		 */
		if (c->in_flight > 0)
			return false;
		lane_meet(&c->lane, 0);
		c->broken = false;
		c->news = true;
		return true;
	case LANE_SAME:
		return !c->broken;
	default:
		return false;
	}
}

/* Segments of the current request. */
static struct block_segment segment[LANE_BLOCK_SEGMENTS];

/* Get the segments behind a READ or WRITE of `length` bytes. @return false: they break the rules */
static bool get_segments(struct client *c, struct work *w, uint32_t length)
{
	struct block_request *r = &w->request;
	struct lane_descriptor d = {.operation = LANE_MORE};
	uint64_t sum = 0;

	for (r->count = 0; d.operation & LANE_MORE; r->count++) {
		if (r->count == LANE_BLOCK_SEGMENTS || !lane_get(&c->lane, &d) ||
		    (d.operation & ~LANE_MORE) != LANE_SEGMENT || d.length == 0 || d.length % 4 ||
		    !lane_inside(d.offset, d.length, c->size))
			return false;
		segment[r->count] = (struct block_segment){c->memory + d.offset, d.length};
		sum += d.length;
	}
	return sum == length;
}

static const enum block_operation operations[] = {
    [LANE_BLOCK_READ] = BLOCK_READ,
    [LANE_BLOCK_WRITE] = BLOCK_WRITE,
    [LANE_BLOCK_FLUSH] = BLOCK_FLUSH,
    [LANE_BLOCK_DISCARD] = BLOCK_DISCARD,
    [LANE_BLOCK_WRITE_ZEROES] = BLOCK_WRITE_ZEROES,
};

/* Translate a request of the lane. @return 1; a negative errno to answer with; -EPROTO: the request breaks the rules */
static int translate(struct client *c, struct work *w, const struct lane_descriptor *d)
{
	uint16_t what = d->operation & (uint16_t)~LANE_MORE;
	bool data = what == LANE_BLOCK_READ || what == LANE_BLOCK_WRITE;
	uint64_t first = d->offset / BLOCK_SECTOR, sectors = d->length / BLOCK_SECTOR;

	if (what < LANE_BLOCK_READ || what > LANE_BLOCK_WRITE_ZEROES ||
	    data != !!(d->operation & LANE_MORE))
		return -EPROTO;
	w->client = c;
	w->tag = d->tag;
	w->request = (struct block_request){.operation = operations[what],
					    .sector = c->range.first + first,
					    .sectors = (uint32_t)sectors,
					    .segments = segment,
					    .owner = w};
	if (data && !get_segments(c, w, d->length))
		return -EPROTO;
	if (what == LANE_BLOCK_FLUSH)
		return 1;
	if (d->offset % BLOCK_SECTOR || d->length % BLOCK_SECTOR || first > c->range.sectors ||
	    sectors > c->range.sectors - first)
		return -EINVAL;
	return c->range.read_only && what != LANE_BLOCK_READ ? -EROFS : 1;
}

int client_get(struct client *c, struct work *w)
{
	struct lane_descriptor d;
	int result;

	if (c->in_flight >= c->limit || !lane_get(&c->lane, &d))
		return 0;
	result = translate(c, w, &d);
	if (result != -EPROTO)
		return result;
	c->broken = true;
	return 0;
}

void client_answer(struct client *c, uint16_t tag, int error)
{
	/* A client that leaves no room for answers gets none. */
	if (lane_room(&c->lane) == 0)
		return;
	lane_put(&c->lane, (struct lane_descriptor){.length = (uint32_t)-error,
						    .operation = LANE_BLOCK_DONE,
						    .tag = tag});
	c->news = true;
}

void client_tell(struct client *c)
{
	lane_taken(&c->lane, 0);
	if (!c->news)
		return;
	lane_commit(&c->lane, 0);
	hypercall_doorbell(c->doorbell);
	c->news = false;
}
