/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio GPU device, 2D (virtio 1.2, 5.7). */
#pragma once
#include <stdint.h>

#define VIRTIO_GPU_QUEUE_CONTROL 0
#define VIRTIO_GPU_QUEUE_CURSOR	 1

/* Configuration (5.7.4). */
struct virtio_gpu_config {
	uint32_t events_read;
	uint32_t events_clear;
	uint32_t num_scanouts;
	uint32_t num_capsets;
};
_Static_assert(sizeof(struct virtio_gpu_config) == 16, "virtio 1.2, 5.7.4");

#define VIRTIO_GPU_EVENT_DISPLAY 1u

/* Commands and answers (5.7.6.7). */
#define VIRTIO_GPU_CMD_GET_DISPLAY_INFO	       0x0100u
#define VIRTIO_GPU_CMD_RESOURCE_CREATE_2D      0x0101u
#define VIRTIO_GPU_CMD_RESOURCE_UNREF	       0x0102u
#define VIRTIO_GPU_CMD_SET_SCANOUT	       0x0103u
#define VIRTIO_GPU_CMD_RESOURCE_FLUSH	       0x0104u
#define VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D     0x0105u
#define VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING 0x0106u
#define VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING 0x0107u
#define VIRTIO_GPU_CMD_UPDATE_CURSOR	       0x0300u
#define VIRTIO_GPU_CMD_MOVE_CURSOR	       0x0301u

#define VIRTIO_GPU_RESP_OK_NODATA	       0x1100u
#define VIRTIO_GPU_RESP_OK_DISPLAY_INFO	       0x1101u
#define VIRTIO_GPU_RESP_ERR_UNSPEC	       0x1200u
#define VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY      0x1201u
#define VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID 0x1202u
#define VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE   0x1203u
#define VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER  0x1205u

#define VIRTIO_GPU_FLAG_FENCE 1u

struct virtio_gpu_header {
	uint32_t type;
	uint32_t flags;
	uint64_t fence_id;
	uint32_t ctx_id;
	uint8_t ring_idx;
	uint8_t padding[3];
};
_Static_assert(sizeof(struct virtio_gpu_header) == 24, "virtio 1.2, 5.7.6.7");

struct virtio_gpu_rect {
	uint32_t x, y, width, height;
};

#define VIRTIO_GPU_SCANOUTS_MAX 16

struct virtio_gpu_display_info {
	struct virtio_gpu_header header;
	struct {
		struct virtio_gpu_rect rect;
		uint32_t enabled;
		uint32_t flags;
	} mode[VIRTIO_GPU_SCANOUTS_MAX];
};
_Static_assert(sizeof(struct virtio_gpu_display_info) == 408, "virtio 1.2, 5.7.6.8");

/* Formats: bytes of a pixel, from the lowest address on. */
#define VIRTIO_GPU_FORMAT_B8G8R8A8 1u
#define VIRTIO_GPU_FORMAT_B8G8R8X8 2u

struct virtio_gpu_create_2d {
	struct virtio_gpu_header header;
	uint32_t resource, format, width, height;
};

/* RESOURCE_UNREF, RESOURCE_DETACH_BACKING. */
struct virtio_gpu_resource_command {
	struct virtio_gpu_header header;
	uint32_t resource, padding;
};

struct virtio_gpu_set_scanout {
	struct virtio_gpu_header header;
	struct virtio_gpu_rect rect;
	uint32_t scanout, resource;
};

struct virtio_gpu_flush {
	struct virtio_gpu_header header;
	struct virtio_gpu_rect rect;
	uint32_t resource, padding;
};

struct virtio_gpu_transfer {
	struct virtio_gpu_header header;
	struct virtio_gpu_rect rect;
	uint64_t offset;
	uint32_t resource, padding;
};

/* `entries` of struct virtio_gpu_entry follow. */
struct virtio_gpu_attach {
	struct virtio_gpu_header header;
	uint32_t resource, entries;
};

struct virtio_gpu_entry {
	uint64_t address;
	uint32_t length, padding;
};

struct virtio_gpu_cursor {
	struct virtio_gpu_header header;
	struct {
		uint32_t scanout, x, y, padding;
	} position;
	uint32_t resource, hot_x, hot_y, padding;
};
_Static_assert(sizeof(struct virtio_gpu_create_2d) == 40 &&
		   sizeof(struct virtio_gpu_resource_command) == 32 &&
		   sizeof(struct virtio_gpu_set_scanout) == 48 &&
		   sizeof(struct virtio_gpu_flush) == 48 &&
		   sizeof(struct virtio_gpu_transfer) == 56 &&
		   sizeof(struct virtio_gpu_attach) == 32 &&
		   sizeof(struct virtio_gpu_entry) == 16 && sizeof(struct virtio_gpu_cursor) == 56,
	       "virtio 1.2, 5.7.6.8");
