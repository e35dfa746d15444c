/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "device.h"

#define COMMAND_COST 512 /* cost of a command besides the bytes that it copies */

/* All commands that are longer than their header begin like one of these. */
union command {
	struct virtio_gpu_header header;
	struct virtio_gpu_create_2d create;
	struct virtio_gpu_resource_command resource;
	struct virtio_gpu_set_scanout scanout;
	struct virtio_gpu_flush flush;
	struct virtio_gpu_transfer transfer;
	struct virtio_gpu_attach attach;
};

static struct virtio_gpu_device *gpu_of(struct virtio_device *device)
{
	return (struct virtio_gpu_device *)device; /* its first member */
}

/* Stop showing the driver's contents. */
static void hide(struct virtio_gpu_device *g)
{
	g->kept->scanout = 0;
	plane_commit(g->plane, false);
	g->ring(g->plane->bell);
}

static uint32_t unref(struct virtio_gpu_device *g, uint32_t id)
{
	struct virtio_gpu_resource *r = gpu_resource(g, id);

	if (!r)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	if (g->kept->scanout == id)
		hide(g);
	r->id = 0;
	return VIRTIO_GPU_RESP_OK_NODATA;
}

static uint32_t detach(struct virtio_gpu_device *g, uint32_t id)
{
	struct virtio_gpu_resource *r = gpu_resource(g, id);

	if (!r)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	r->count = 0;
	r->size = 0;
	return VIRTIO_GPU_RESP_OK_NODATA;
}

static uint32_t set_scanout(struct virtio_gpu_device *g, const struct virtio_gpu_set_scanout *c)
{
	const struct virtio_gpu_resource *r = gpu_resource(g, c->resource);

	if (c->scanout != 0)
		return VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
	if (c->resource == 0) {
		hide(g);
		return VIRTIO_GPU_RESP_OK_NODATA;
	}
	if (!r)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	if (!gpu_inside(&c->rect, r->width, r->height) || c->rect.width > g->plane->width ||
	    c->rect.height > g->plane->height)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	g->kept->rect = c->rect;
	g->kept->scanout = c->resource;
	g->whole = true;
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/* --- Flush ------------------------------------------------------------------------------------- */

/* The intersection of two rectangles; a width or height of 0: none. */
static struct virtio_gpu_rect intersect(const struct virtio_gpu_rect *a,
					const struct virtio_gpu_rect *b)
{
	uint32_t x = a->x > b->x ? a->x : b->x, y = a->y > b->y ? a->y : b->y;
	uint32_t right = a->x + a->width < b->x + b->width ? a->x + a->width : b->x + b->width;
	uint32_t low = a->y + a->height < b->y + b->height ? a->y + a->height : b->y + b->height;

	return (struct virtio_gpu_rect){x, y, right > x ? right - x : 0, low > y ? low - y : 0};
}

/* @return an answer, or 0: it is given when the frame is on the screen */
static uint32_t begin_flush(struct virtio_gpu_device *g, const struct virtio_gpu_flush *c)
{
	struct virtio_gpu_resource *r = gpu_resource(g, c->resource);
	const struct virtio_gpu_rect *shown = &g->kept->rect;

	if (!r)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	if (!gpu_inside(&c->rect, r->width, r->height))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	if (g->kept->scanout != c->resource)
		return VIRTIO_GPU_RESP_OK_NODATA;
	/* Kept data may have any value. */
	if (!gpu_inside(shown, r->width, r->height) || shown->width > g->plane->width ||
	    shown->height > g->plane->height)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	g->rect = g->whole ? *shown : intersect(&c->rect, shown);
	if (g->rect.width == 0 || g->rect.height == 0)
		return VIRTIO_GPU_RESP_OK_NODATA;
	g->resource = r;
	g->x = g->rect.x - shown->x;
	g->y = g->rect.y - shown->y;
	g->row = 0;
	g->entry = 0;
	g->start = 0;
	g->state = VIRTIO_GPU_COPY;
	return 0;
}

/* Clear the part of the plane that the resource doesn't cover. */
static void clear_rest(const struct virtio_gpu_device *g)
{
	const struct plane *p = g->plane;
	const struct virtio_gpu_rect *shown = &g->kept->rect;

	for (uint32_t y = 0; y < p->height; y++) {
		uint32_t from = y < shown->height ? shown->width : 0;

		memset(p->pixels + (uint64_t)y * p->width + from, 0,
		       (p->width - from) * DISPLAY_PIXEL_BYTES);
	}
}

/* @return an answer, or 0: rows are left */
static uint32_t copy_rows(struct virtio_gpu_device *g)
{
	const struct virtio_gpu_resource *r = g->resource;
	uint32_t size = g->rect.width * DISPLAY_PIXEL_BYTES;

	if (g->whole && g->row == 0)
		clear_rest(g);
	for (; g->row < g->rect.height; g->row++) {
		uint32_t *to =
		    g->plane->pixels + (uint64_t)(g->y + g->row) * g->plane->width + g->x;
		uint64_t from = (uint64_t)(g->rect.y + g->row) * r->width + g->rect.x;

		if (g->device.budget <= 0)
			return 0;
		if (!gpu_copy(g, r, from * DISPLAY_PIXEL_BYTES, to, size))
			return VIRTIO_GPU_RESP_ERR_UNSPEC;
		g->device.budget -= (int32_t)size;
	}
	g->whole = false;
	g->number = plane_commit(g->plane, true);
	g->ring(g->plane->bell);
	g->state = VIRTIO_GPU_SHOWN;
	return 0;
}

/* @return an answer, or 0: not yet */
static uint32_t go_on(struct virtio_gpu_device *g)
{
	uint32_t type = 0;

	if (g->state == VIRTIO_GPU_COPY)
		type = copy_rows(g);
	if (g->state == VIRTIO_GPU_SHOWN && plane_shows(g->plane, g->number))
		type = VIRTIO_GPU_RESP_OK_NODATA;
	if (type != 0)
		g->state = VIRTIO_GPU_IDLE;
	return type;
}

/* --- Commands ---------------------------------------------------------------------------------- */

/* How long each is, from the first on; the rest has a header alone. */
static uint32_t length_of(uint32_t type)
{
	switch (type) {
	case VIRTIO_GPU_CMD_RESOURCE_CREATE_2D:
		return sizeof(struct virtio_gpu_create_2d);
	case VIRTIO_GPU_CMD_RESOURCE_UNREF:
	case VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING:
		return sizeof(struct virtio_gpu_resource_command);
	case VIRTIO_GPU_CMD_SET_SCANOUT:
		return sizeof(struct virtio_gpu_set_scanout);
	case VIRTIO_GPU_CMD_RESOURCE_FLUSH:
		return sizeof(struct virtio_gpu_flush);
	case VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D:
		return sizeof(struct virtio_gpu_transfer);
	case VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING:
		return sizeof(struct virtio_gpu_attach);
	default:
		return sizeof(struct virtio_gpu_header);
	}
}

/* @return an answer, or 0: it is given later */
static uint32_t execute(struct virtio_gpu_device *g, const union command *c)
{
	switch (c->header.type) {
	case VIRTIO_GPU_CMD_GET_DISPLAY_INFO:
		return VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
	case VIRTIO_GPU_CMD_RESOURCE_CREATE_2D:
		return gpu_create(g, &c->create);
	case VIRTIO_GPU_CMD_RESOURCE_UNREF:
		return unref(g, c->resource.resource);
	case VIRTIO_GPU_CMD_SET_SCANOUT:
		return set_scanout(g, &c->scanout);
	case VIRTIO_GPU_CMD_RESOURCE_FLUSH:
		return begin_flush(g, &c->flush);
	case VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D:
		return gpu_transfer(g, &c->transfer);
	case VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING:
		return gpu_attach(g, &c->attach);
	case VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING:
		return detach(g, c->resource.resource);
	default:
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	}
}

/* Answer the current command with `type`. @return false: there is no room for the answer */
static bool answer(struct virtio_gpu_device *g, uint32_t type)
{
	static struct virtio_gpu_display_info info;
	uint32_t size = sizeof(g->answer);

	g->answer.type = type;
	if (type == VIRTIO_GPU_RESP_OK_DISPLAY_INFO) {
		info.header = g->answer;
		info.mode[0].rect =
		    (struct virtio_gpu_rect){0, 0, g->plane->width, g->plane->height};
		info.mode[0].enabled = 1;
		size = virtqueue_write(&g->chain, 0, &info, sizeof(info));
	} else {
		size = virtqueue_write(&g->chain, 0, &g->answer, size);
	}
	if (size < sizeof(g->answer))
		return false;
	virtqueue_device_done(&g->device.queue[VIRTIO_GPU_QUEUE_CONTROL], g->chain.head, size);
	return true;
}

/* Begin the current command. @return as execute(), or -1: it is no command */
static int64_t begin(struct virtio_gpu_device *g)
{
	union command c = {0};
	uint32_t size = virtqueue_read(&g->chain, 0, &c, sizeof(c));

	if (size < sizeof(c.header) || g->chain.out < sizeof(g->answer))
		return -1;
	/* 5.7.6.7: a fence comes back with what it was sent with. */
	g->answer = (struct virtio_gpu_header){0};
	if (c.header.flags & VIRTIO_GPU_FLAG_FENCE) {
		g->answer.flags = VIRTIO_GPU_FLAG_FENCE;
		g->answer.fence_id = c.header.fence_id;
		g->answer.ctx_id = c.header.ctx_id;
	}
	g->device.budget -= COMMAND_COST;
	return size < length_of(c.header.type) ? VIRTIO_GPU_RESP_ERR_UNSPEC : execute(g, &c);
}

static bool control(struct virtio_gpu_device *g)
{
	struct virtio_device *d = &g->device;
	struct virtqueue_device *q = &d->queue[VIRTIO_GPU_QUEUE_CONTROL];
	int64_t type = 0;

	virtqueue_device_quiet(q);
	while (d->budget > 0) {
		if (g->state == VIRTIO_GPU_IDLE) {
			int taken = virtqueue_device_take(q, &g->chain);

			if (taken == 0 && virtqueue_device_listen(q))
				break;
			if (taken == 0)
				continue;
			type = taken < 0 ? -1 : begin(g);
		}
		if (type == 0)
			type = go_on(g);
		if (type < 0 || (type > 0 && !answer(g, (uint32_t)type))) {
			virtio_device_break(d);
			return false;
		}
		if (g->state == VIRTIO_GPU_SHOWN)
			break; /* the screen's VM rings */
		type = 0;
	}
	virtio_device_publish(d, VIRTIO_GPU_QUEUE_CONTROL);
	return d->budget <= 0 && g->state != VIRTIO_GPU_SHOWN;
}

/* There is no cursor plane; commands of this queue have no answer (5.7.6.9). */
static bool cursor(struct virtio_gpu_device *g)
{
	struct virtio_device *d = &g->device;
	struct virtqueue_device *q = &d->queue[VIRTIO_GPU_QUEUE_CURSOR];
	static struct virtqueue_chain chain;

	while (d->budget > 0) {
		int taken = virtqueue_device_take(q, &chain);

		if (taken == 0 && virtqueue_device_listen(q))
			break;
		if (taken == 0)
			continue;
		if (taken < 0) {
			virtio_device_break(d);
			return false;
		}
		virtqueue_device_done(q, chain.head, 0);
		d->budget -= COMMAND_COST;
	}
	virtio_device_publish(d, VIRTIO_GPU_QUEUE_CURSOR);
	return d->budget <= 0;
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	return index == VIRTIO_GPU_QUEUE_CONTROL ? control(gpu_of(d)) : cursor(gpu_of(d));
}

static void forget(struct virtio_gpu_device *g)
{
	for (unsigned int i = 0; i < VIRTIO_GPU_RESOURCES; i++)
		g->kept->resource[i].id = 0;
	g->state = VIRTIO_GPU_IDLE;
	hide(g);
}

static void start(struct virtio_device *d, bool resumed)
{
	struct virtio_gpu_device *g = gpu_of(d);

	if (!resumed) {
		forget(g);
		return;
	}
	for (unsigned int i = 0; i < VIRTIO_GPU_RESOURCES; i++)
		if (g->kept->resource[i].count > VIRTIO_GPU_ENTRIES)
			g->kept->resource[i].count = 0;
	g->whole = true;
}

static bool stop(struct virtio_device *d)
{
	forget(gpu_of(d));
	return true;
}

const struct virtio_model virtio_gpu_model = {
    .id = VIRTIO_ID_GPU,
    .queues = 2,
    .config = sizeof(struct virtio_gpu_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
    .start = start,
    .notify = notify,
    .stop = stop,
};
