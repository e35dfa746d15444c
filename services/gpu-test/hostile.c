/* SPDX-License-Identifier: BSD-3-Clause */
#include "hostile.h"
#include <skiff/print.h>
#include <skiff/xorshift.h>

#define WORDS (VIRTIO_GPU_COMMAND / sizeof(uint32_t))

static uint32_t state = 0x2545f491u;

static uint32_t any(void)
{
	return xorshift32(&state);
}

/* A number: small, a frame's size, at a limit, or any. */
static uint32_t number(void)
{
	static const uint32_t borders[] = {0,	  1,	 16384,	      16385,	   4096,
					   65535, 65536, 0x7fffffffu, 0x80000000u, 0xffffffffu};

	switch (any() % 4) {
	case 0:
		return any() % 9;
	case 1:
		return any() % 401;
	case 2:
		return borders[any() % (sizeof(borders) / sizeof(borders[0]))];
	default:
		return any();
	}
}

/* Make a command of any kind, with random words behind its header. @return its size */
static uint32_t make(uint32_t command[WORDS], const void *pixels)
{
	uint32_t type = any() % 16;

	for (unsigned int i = 0; i < WORDS; i++)
		command[i] = number();
	command[0] = type < 12 ? VIRTIO_GPU_CMD_GET_DISPLAY_INFO + type : number();
	/* Often enough, the resource and memory that it names exist. */
	if (command[0] == VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING) {
		command[6] = any() % 12;
		command[7] = any() % 4;
		command[8] = (uint32_t)(uintptr_t)pixels + (any() % 2 ? 0 : number());
		command[9] = any() % 8 ? 0 : number();
	}
	if (command[0] == VIRTIO_GPU_CMD_RESOURCE_CREATE_2D)
		command[7] = 1 + any() % 3;
	if (command[0] == VIRTIO_GPU_CMD_SET_SCANOUT)
		command[10] = any() % 8 ? 0 : number();
	return any() % 32 == 0 ? 1 + any() % VIRTIO_GPU_COMMAND : VIRTIO_GPU_COMMAND;
}

int hostile_run(struct virtio_gpu *gpu, unsigned int count, const void *pixels, uintptr_t registers,
		void (*wait)(struct virtio_gpu *gpu))
{
	unsigned int accepted = 0, refused = 0, broken = 0;
	uint32_t command[WORDS];
	int error = 0;

	for (unsigned int i = 0; i < count && !error; i++) {
		int answer = virtio_gpu_do(gpu, command, make(command, pixels));

		accepted += answer >= (int)VIRTIO_GPU_RESP_OK_NODATA &&
			    answer < (int)VIRTIO_GPU_RESP_ERR_UNSPEC;
		refused += answer >= (int)VIRTIO_GPU_RESP_ERR_UNSPEC;
		if (answer >= 0)
			continue;
		broken++;
		error = virtio_gpu_begin(gpu, registers, 0, wait);
	}
	if (count == 0 || error)
		return error;
	print("gpu-test: %u commands accepted, %u refused, %u made the device need a reset\n",
	      accepted, refused, broken);
	return virtio_gpu_begin(gpu, registers, 0, wait);
}
