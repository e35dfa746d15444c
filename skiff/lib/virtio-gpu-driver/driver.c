/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/virtio_gpu_driver.h>

#define PIXEL 4u /* bytes */

int virtio_gpu_begin(struct virtio_gpu *g, uintptr_t registers, uint64_t bus,
		     void (*wait)(struct virtio_gpu *gpu))
{
	int error = virtio_driver_begin(&g->device, registers, VIRTIO_ID_GPU, 0);

	if (error)
		return error;
	g->wait = wait;
	virtqueue_driver_init(&g->queue, g->ring, g->descriptor, VIRTIO_GPU_QUEUE, bus,
			      g->device.features);
	if (virtio_driver_queue(&g->device, VIRTIO_GPU_QUEUE_CONTROL, &g->queue)) {
		virtio_driver_fail(&g->device);
		return -ENOTSUP;
	}
	virtio_driver_ready(&g->device);
	return 0;
}

int virtio_gpu_do(struct virtio_gpu *g, const void *command, uint32_t size)
{
	struct virtqueue_part part[2] = {
	    {(uintptr_t)g->command + g->queue.bus, size},
	    {(uintptr_t)&g->answer + g->queue.bus, sizeof(g->answer)},
	};
	int64_t written;

	memcpy(g->command, command, size);
	virtqueue_driver_add(&g->queue, part, 1, 1, g);
	if (virtqueue_driver_kick(&g->queue))
		virtio_driver_notify(&g->device, VIRTIO_GPU_QUEUE_CONTROL);
	while (!virtqueue_driver_take(&g->queue, &written)) {
		if (written < 0 || virtio_driver_broken(&g->device))
			return -EPROTO;
		if (g->wait && virtqueue_driver_listen(&g->queue))
			g->wait(g);
	}
	if (written < (int64_t)sizeof(g->answer.header))
		return -EPROTO;
	return (int)*(volatile uint32_t *)&g->answer.header.type;
}

static int done(struct virtio_gpu *g, const void *command, uint32_t size)
{
	return virtio_gpu_do(g, command, size) == VIRTIO_GPU_RESP_OK_NODATA ? 0 : -EIO;
}

int virtio_gpu_mode(struct virtio_gpu *g, uint32_t *width, uint32_t *height)
{
	const struct virtio_gpu_header get = {.type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO};

	if (virtio_gpu_do(g, &get, sizeof(get)) != VIRTIO_GPU_RESP_OK_DISPLAY_INFO)
		return -EIO;
	*width = g->answer.mode[0].rect.width;
	*height = g->answer.mode[0].rect.height;
	return g->answer.mode[0].enabled ? 0 : -ENODEV;
}

int virtio_gpu_show(struct virtio_gpu *g, uint32_t resource, uint64_t address, uint32_t width,
		    uint32_t height)
{
	const struct virtio_gpu_create_2d create = {
	    .header.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
	    .resource = resource,
	    .format = VIRTIO_GPU_FORMAT_B8G8R8X8,
	    .width = width,
	    .height = height,
	};
	const struct {
		struct virtio_gpu_attach command;
		struct virtio_gpu_entry entry;
	} attach = {
	    .command = {.header.type = VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
			.resource = resource,
			.entries = 1},
	    .entry = {.address = address, .length = width * height * PIXEL},
	};
	const struct virtio_gpu_set_scanout scanout = {
	    .header.type = VIRTIO_GPU_CMD_SET_SCANOUT,
	    .rect = {0, 0, width, height},
	    .resource = resource,
	};

	if (done(g, &create, sizeof(create)) || done(g, &attach, sizeof(attach)) ||
	    done(g, &scanout, sizeof(scanout)))
		return -EIO;
	return 0;
}

int virtio_gpu_update(struct virtio_gpu *g, uint32_t resource, uint32_t width,
		      struct virtio_gpu_rect part)
{
	const struct virtio_gpu_transfer transfer = {
	    .header.type = VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
	    .rect = part,
	    .offset = ((uint64_t)part.y * width + part.x) * PIXEL,
	    .resource = resource,
	};
	const struct virtio_gpu_flush flush = {
	    .header.type = VIRTIO_GPU_CMD_RESOURCE_FLUSH,
	    .rect = part,
	    .resource = resource,
	};

	if (done(g, &transfer, sizeof(transfer)) || done(g, &flush, sizeof(flush)))
		return -EIO;
	return 0;
}
