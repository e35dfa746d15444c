/* SPDX-License-Identifier: BSD-3-Clause */
/* Both sides of one queue in memory that both see. */
#pragma once
#include <string.h>
#include <skiff/test.h>
#include <skiff/virtqueue_device.h>
#include <skiff/virtqueue_driver.h>
#include <virtio/mmio.h>

#define QUEUE_SIZE 16u
/* Where the driver's memory lies as the device is told, which isn't where it lies. */
#define GUEST_ADDRESS 0x40000000u

struct queue_memory {
	char ring[VIRTQUEUE_BYTES(QUEUE_SIZE)] __attribute__((aligned(16)));
	struct virtq_desc table[QUEUE_SIZE];
	char data[4096];
};

struct queue {
	struct virtqueue_region region;
	struct virtqueue_memory memory;
	struct virtqueue_layout layout;
	struct virtqueue_driver driver;
	struct virtqueue_device device;
	struct virtqueue_kept kept;
	struct virtqueue_flight flight[QUEUE_SIZE];
	struct virtqueue_slot slot[QUEUE_SIZE];
};

static struct queue_memory guest;
static struct virtqueue_chain chain;

static inline uint64_t guest_address(const void *pointer)
{
	return (uint64_t)((const char *)pointer - (const char *)&guest) + GUEST_ADDRESS;
}

static inline struct virtqueue_part guest_part(const void *pointer, uint32_t length)
{
	return (struct virtqueue_part){guest_address(pointer), length};
}

static inline void queue_fresh(struct queue *q, uint64_t features, bool flight)
{
	memset(&guest, 0, sizeof(guest));
	memset(q, 0, sizeof(*q));
	q->region = (struct virtqueue_region){GUEST_ADDRESS, sizeof(guest), (char *)&guest};
	q->memory = (struct virtqueue_memory){&q->region, 1};
	CHECK(virtqueue_driver_init(&q->driver, guest.ring, q->slot, QUEUE_SIZE,
				    GUEST_ADDRESS - (uintptr_t)&guest, features) == 0);
	q->layout =
	    (struct virtqueue_layout){guest_address(q->driver.desc), guest_address(q->driver.avail),
				      guest_address(q->driver.used), features, QUEUE_SIZE};
	CHECK(virtqueue_device_start(&q->device, &q->memory, &q->layout, &q->kept,
				     flight ? q->flight : NULL) == 0);
}
