/* SPDX-License-Identifier: BSD-3-Clause */
#include "hostile.h"
#include <string.h>
#include <skiff/xorshift.h>

#define STATUS_BUFFERS 64u

static struct virtqueue_driver status;
static struct virtqueue_slot slot[STATUS_BUFFERS];
static char ring[VIRTQUEUE_BYTES(STATUS_BUFFERS)] __attribute__((aligned(16)));
static struct virtio_input_event said[STATUS_BUFFERS];

static uint32_t state = 0x2545f491u;

static uint32_t any(void)
{
	return xorshift32(&state);
}

/* Write each value of select and subsel in turn, and also the rest of the configuration. */
static void configure(uintptr_t registers, unsigned int turn)
{
	volatile uint8_t *config = (volatile uint8_t *)(registers + VIRTIO_MMIO_CONFIG);
	uint32_t wild = any();

	config[0] = (uint8_t)(turn * 5);
	config[1] = (uint8_t)(turn);
	switch (wild % 4) {
	case 0:
		config[wild / 4 % 255] = (uint8_t)any();
		break;
	case 1:
		*(volatile uint16_t *)(config + wild / 4 % 255 / 2 * 2) = (uint16_t)any();
		break;
	case 2:
		*(volatile uint32_t *)(config + wild / 4 % 255 / 4 * 4) = any();
		break;
	default:
		*(volatile uint64_t *)(config + wild / 4 % 248 / 8 * 8) = any();
		break;
	}
}

/* Fill the status queue with buffers, again and again. */
static void flood(struct virtio_input *input)
{
	int64_t written;

	if (virtio_driver_queue(&input->device, VIRTIO_INPUT_QUEUE_STATUS, &status))
		return;
	for (unsigned int i = 0; i < 4 * STATUS_BUFFERS; i++) {
		const struct virtqueue_part part = {(uintptr_t)&said[i % STATUS_BUFFERS], 8};

		while (virtqueue_driver_take(&status, &written))
			continue;
		virtqueue_driver_add(&status, &part, 1, 0, &said[i % STATUS_BUFFERS]);
		virtio_driver_notify(&input->device, VIRTIO_INPUT_QUEUE_STATUS);
	}
}

/* Set a queue up as no proper driver does. */
static void spoil(struct virtio_input *input, unsigned int queue)
{
	struct virtqueue_driver *q = queue ? &status : &input->queue;
	struct virtq_desc *d = &q->desc[any() % q->size];

	switch (any() % 5) {
	case 0:
		d->address = any();
		break;
	case 1:
		d->length = any();
		break;
	case 2:
		d->flags = (uint16_t)any();
		d->next = (uint16_t)any();
		break;
	case 3:
		q->avail->index = (uint16_t)any();
		break;
	default:
		q->avail->ring[any() % q->size] = (uint16_t)any();
		break;
	}
	virtio_driver_notify(&input->device, queue);
}

int hostile_run(struct virtio_input *input, uintptr_t registers, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		configure(registers, i);
		if (i % 64 == 0 && virtio_input_begin(input, registers, 0))
			break;
		if (i % 64 == 0) {
			virtqueue_driver_init(&status, ring, slot, STATUS_BUFFERS, 0,
					      input->device.features);
			flood(input);
		}
		if (i % 64 < 32)
			spoil(input, any() % 2);
		else
			*(volatile uint32_t *)(registers + any() % 0x100 / 4 * 4) = any();
	}
	return virtio_input_begin(input, registers, 0);
}
