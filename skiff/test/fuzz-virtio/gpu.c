/* SPDX-License-Identifier: BSD-3-Clause */
/* A GPU whose plane lies in this program, and a screen's VM that is hostile, too. */
#include <string.h>
#include <skiff/virtio_gpu_device.h>
#include "device.h"

#define WIDTH  24u
#define HEIGHT 16u

/* Sanitizers detect writes behind it. */
static char frame[DISPLAY_PLANE_BYTES(WIDTH, HEIGHT)] __attribute__((aligned(4096)));
static struct display_tick tick;
static struct virtio_gpu_kept kept;
static struct plane plane;
static struct virtio_gpu_device device;

static void ring(unsigned int bell)
{
	(void)bell;
}

static struct virtio_device *begin(bool resume)
{
	static const struct virtio_gpu_config config = {.num_scanouts = 1};
	const struct bulkhead_channel channels[2] = {
	    {.ipa = (uintptr_t)frame, .size = sizeof(frame)},
	    {.ipa = (uintptr_t)&tick, .size = sizeof(tick)},
	};
	const struct display_place place = {WIDTH, HEIGHT, {0, 0, WIDTH, HEIGHT}};

	if (!resume)
		memset(&kept, 0, sizeof(kept));
	plane_attach(&plane, &channels[0], &channels[1], &place);
	device = (struct virtio_gpu_device){.kept = &kept, .plane = &plane, .ring = ring};
	target_rig(&device.device, &virtio_gpu_model);
	virtio_device_begin(&device.device, &config, resume);
	return &device.device;
}

/* Make a nearly valid command of 64 bytes; or let a tick pass; or corrupt what the device kept. */
static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	uint32_t *word = (uint32_t *)(void *)target_data();

	if (what < 16) {
		tick.shown = what & 1 ? plane.head->sequence : value;
		virtio_device_look(d, 3);
	} else if (what < 32) {
		((char *)&kept)[value % sizeof(kept)] = (char)what;
	} else if (what < 64) { /* a resource in one piece of memory, which is displayed */
		const uint32_t create[] = {1 + what % 9, 1 + what % 2, value % 40, HEIGHT};
		const uint32_t attach[] = {1 + what % 9,
					   1 + value / 64 % 2,
					   (uint32_t)target_region()->address,
					   0,
					   value * 8,
					   0};

		memset(word, 0, 64);
		word[0] = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D;
		memcpy(&word[6], create, sizeof(create));
		target_ask(d, VIRTIO_GPU_QUEUE_CONTROL, 64, 24);
		word[0] = VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING;
		memcpy(&word[6], attach, sizeof(attach));
		target_ask(d, VIRTIO_GPU_QUEUE_CONTROL, 64, 24);
	} else {
		memset(word, 0, 64);
		word[0] = VIRTIO_GPU_CMD_GET_DISPLAY_INFO + what % 9;
		word[6] = value % 8;
		word[7] = value / 8 % 4;
		word[8] = value / 32 % 32;
		word[9] = value / 1024 % 32;
		word[10] = what / 9 % 3 ? 1 + what % 9 : 0;
		word[11] = 1 + what % 9;
		target_ask(d, VIRTIO_GPU_QUEUE_CONTROL, 64, 24);
	}
}

static bool works(struct virtio_device *d)
{
	const uint32_t type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO;

	memset(target_data(), 0, 24);
	memcpy(target_data(), &type, sizeof(type));
	return target_ask(d, VIRTIO_GPU_QUEUE_CONTROL, 24, 408) == 408;
}

const struct target gpu = {begin, other, works};
