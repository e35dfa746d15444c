/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "device.h"

/* So that no product of two overflows, and no side is longer than any that a screen has. */
#define SIDE_MAX 16384u
/* Entries that are read from the driver's memory in one go. */
#define BATCH 16u

struct virtio_gpu_resource *gpu_resource(struct virtio_gpu_device *g, uint32_t id)
{
	for (unsigned int i = 0; id != 0 && i < VIRTIO_GPU_RESOURCES; i++)
		if (g->kept->resource[i].id == id)
			return &g->kept->resource[i];
	return NULL;
}

bool gpu_inside(const struct virtio_gpu_rect *r, uint32_t width, uint32_t height)
{
	return r->width != 0 && r->height != 0 && r->x < width && r->width <= width - r->x &&
	       r->y < height && r->height <= height - r->y;
}

uint32_t gpu_create(struct virtio_gpu_device *g, const struct virtio_gpu_create_2d *c)
{
	if (c->resource == 0 || gpu_resource(g, c->resource))
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	if ((c->format != VIRTIO_GPU_FORMAT_B8G8R8A8 && c->format != VIRTIO_GPU_FORMAT_B8G8R8X8) ||
	    c->width == 0 || c->width > SIDE_MAX || c->height == 0 || c->height > SIDE_MAX)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	for (unsigned int i = 0; i < VIRTIO_GPU_RESOURCES; i++) {
		struct virtio_gpu_resource *r = &g->kept->resource[i];

		if (r->id != 0)
			continue;
		r->count = 0;
		r->size = 0;
		r->width = c->width;
		r->height = c->height;
		r->id = c->resource;
		return VIRTIO_GPU_RESP_OK_NODATA;
	}
	return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
}

uint32_t gpu_attach(struct virtio_gpu_device *g, const struct virtio_gpu_attach *c)
{
	struct virtio_gpu_resource *r = gpu_resource(g, c->resource);
	uint32_t at = sizeof(*c), count = c->entries;

	if (!r)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	if (count > VIRTIO_GPU_ENTRIES)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	if (count == 0 || r->count != 0 || g->chain.in < at + count * sizeof(r->entry[0]))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	r->size = 0;
	for (uint32_t i = 0; i < count; i += BATCH) {
		uint32_t n = count - i < BATCH ? count - i : BATCH;
		struct virtio_gpu_entry *e = &r->entry[i];

		/* The driver may change its copy meanwhile: this one is what is checked and used. */
		virtqueue_read(&g->chain, at, e, n * sizeof(*e));
		at += n * sizeof(*e);
		for (uint32_t k = 0; k < n; k++) {
			if (e[k].length == 0 ||
			    !virtqueue_at(g->device.memory, e[k].address, e[k].length))
				return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
			r->size += e[k].length;
		}
	}
	r->count = count;
	g->entry = 0;
	g->start = 0;
	g->device.budget -= (int32_t)(count * sizeof(r->entry[0]));
	return VIRTIO_GPU_RESP_OK_NODATA;
}

uint32_t gpu_transfer(struct virtio_gpu_device *g, const struct virtio_gpu_transfer *c)
{
	const struct virtio_gpu_resource *r = gpu_resource(g, c->resource);
	uint64_t first, end;

	if (!r)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE;
	if (r->count == 0 || !gpu_inside(&c->rect, r->width, r->height))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	first = ((uint64_t)c->rect.y * r->width + c->rect.x) * DISPLAY_PIXEL_BYTES;
	end = first +
	      ((uint64_t)(c->rect.height - 1) * r->width + c->rect.width) * DISPLAY_PIXEL_BYTES;
	/* The pixels stay in the backing, so they lie there as in the resource. */
	if (c->offset != first || end > r->size)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return VIRTIO_GPU_RESP_OK_NODATA;
}

bool gpu_copy(struct virtio_gpu_device *g, const struct virtio_gpu_resource *r, uint64_t offset,
	      void *to, uint32_t size)
{
	if (offset < g->start) {
		g->entry = 0;
		g->start = 0;
	}
	while (size > 0) {
		const struct virtio_gpu_entry *e = &r->entry[g->entry];
		uint64_t into = offset - g->start;
		uint32_t n;
		const void *from;

		if (g->entry >= r->count)
			return false;
		if (into >= e->length) {
			g->start += e->length;
			g->entry++;
			continue;
		}
		n = e->length - (uint32_t)into < size ? e->length - (uint32_t)into : size;
		from = virtqueue_at(g->device.memory, e->address + into, n);
		if (!from)
			return false;
		memcpy(to, from, n);
		to = (char *)to + n;
		offset += n;
		size -= n;
	}
	return true;
}
