/* SPDX-License-Identifier: BSD-3-Clause */
/* A device and a driver of it in one program: registers are written by calls. */
#pragma once
#include <stdlib.h>
#include <string.h>
#include <skiff/virtio_device.h>
#include <skiff/virtqueue_driver.h>

#define RIG_GUEST  0x80000000u
#define RIG_SIZE   16u /* of a queue */
#define RIG_QUEUES 8u
#define RIG_DATA   131072u

/* The driver's memory. */
static struct {
	char ring[RIG_QUEUES][(VIRTQUEUE_BYTES(RIG_SIZE) + 15) / 16 * 16]
	    __attribute__((aligned(16)));
	struct virtq_desc table[RIG_SIZE];
	char data[RIG_DATA];
} rig_guest;

static uint32_t rig_page[1024];
static const struct virtqueue_region rig_region = {RIG_GUEST, sizeof(rig_guest),
						   (char *)&rig_guest};
static const struct virtqueue_memory rig_memory = {&rig_region, 1};
static struct virtqueue_device rig_queue[RIG_QUEUES];
static struct virtio_kept rig_kept;
static struct virtio_kept_queue rig_kept_queue[RIG_QUEUES];
static struct virtqueue_flight rig_flight[RIG_QUEUES * RIG_SIZE];
static struct virtqueue_driver rig_driver[RIG_QUEUES];
static struct virtqueue_slot rig_slot[RIG_QUEUES][RIG_SIZE];
static unsigned int rig_raised;

static inline void rig_raise(struct virtio_device *d)
{
	(void)d;
	rig_raised++;
}

/* Everything of a struct virtio_device but its features. */
static inline void rig_device(struct virtio_device *d, const struct virtio_model *model)
{
	*d = (struct virtio_device){.model = model,
				    .page = rig_page,
				    .memory = &rig_memory,
				    .queue_max = RIG_SIZE,
				    .queue = rig_queue,
				    .kept = &rig_kept,
				    .kept_queue = rig_kept_queue,
				    .flight = rig_flight,
				    .raise = rig_raise};
}

static inline enum virtio_result rig_set(struct virtio_device *d, unsigned int offset,
					 uint32_t value)
{
	return virtio_device_write(d, offset, 4, value);
}

static inline uint32_t rig_get(unsigned int offset)
{
	return rig_page[offset / 4];
}

static inline uint32_t rig_address(const void *pointer)
{
	return RIG_GUEST + (uint32_t)((const char *)pointer - (const char *)&rig_guest);
}

static inline struct virtqueue_part rig_part(const void *pointer, uint32_t length)
{
	return (struct virtqueue_part){rig_address(pointer), length};
}

/* The driver, up to DRIVER_OK, with all features that are offered, and all queues. */
static inline void rig_start(struct virtio_device *d)
{
	uint64_t features;

	rig_raised = 0;
	rig_set(d, VIRTIO_MMIO_STATUS, 0);
	rig_set(d, VIRTIO_MMIO_STATUS, 3);
	rig_set(d, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	features = (uint64_t)rig_get(VIRTIO_MMIO_DEVICE_FEATURES) << 32;
	rig_set(d, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	features |= rig_get(VIRTIO_MMIO_DEVICE_FEATURES);
	for (unsigned int i = 0; i < 2; i++) {
		rig_set(d, VIRTIO_MMIO_DRIVER_FEATURES_SEL, i);
		rig_set(d, VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)(features >> (32 * i)));
	}
	rig_set(d, VIRTIO_MMIO_STATUS, 11);
	for (unsigned int i = 0; i < d->model->queues; i++) {
		struct virtqueue_driver *q = &rig_driver[i];

		virtqueue_driver_init(q, rig_guest.ring[i], rig_slot[i], RIG_SIZE,
				      RIG_GUEST - (uintptr_t)&rig_guest, features);
		rig_set(d, VIRTIO_MMIO_QUEUE_SEL, i);
		rig_set(d, VIRTIO_MMIO_QUEUE_NUM, RIG_SIZE);
		rig_set(d, VIRTIO_MMIO_QUEUE_DESC_LOW, rig_address(q->desc));
		rig_set(d, VIRTIO_MMIO_QUEUE_DRIVER_LOW, rig_address(q->avail));
		rig_set(d, VIRTIO_MMIO_QUEUE_DEVICE_LOW, rig_address(q->used));
		rig_set(d, VIRTIO_MMIO_QUEUE_READY, 1);
	}
	rig_set(d, VIRTIO_MMIO_STATUS, 15);
}

/* Add a buffer, notify, as often as the device asks for it. */
static inline void *rig_do(struct virtio_device *d, unsigned int queue,
			   const struct virtqueue_part *part, unsigned int readable,
			   unsigned int writable, int64_t *written)
{
	virtqueue_driver_add(&rig_driver[queue], part, readable, writable, &rig_guest);
	while (rig_set(d, VIRTIO_MMIO_QUEUE_NOTIFY, queue) == VIRTIO_AGAIN)
		continue;
	return virtqueue_driver_take(&rig_driver[queue], written);
}

static inline int rig_broken(void)
{
	return (rig_get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET) != 0;
}
