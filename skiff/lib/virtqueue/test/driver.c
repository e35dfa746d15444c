/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include "queue.h"

static struct queue q;

/* Buffers of random shape there and back, completed in order or not. */
static void traffic(uint64_t features, bool flight)
{
	static uint32_t length[QUEUE_SIZE]; /* by token: what the device has to find */
	uint16_t held[QUEUE_SIZE];
	unsigned int holds = 0, completed = 0, added = 0;
	bool right = true, indirect = features & VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC);

	queue_fresh(&q, features, flight);
	for (int step = 0; step < 4000; step++) {
		struct virtqueue_part part[5];
		unsigned int readable = (unsigned int)rand() % 3;
		unsigned int writable = 1 + (unsigned int)rand() % 2;
		unsigned int token = added % QUEUE_SIZE;
		int64_t written;
		void *back;
		int error;

		for (unsigned int i = 0; i < readable + writable; i++)
			part[i] = guest_part(guest.data, 1 + (unsigned int)rand() % 400);
		if (indirect && holds == 0)
			error = virtqueue_driver_add_indirect(&q.driver, guest.table, part,
							      readable, writable, &length[token]);
		else
			error = virtqueue_driver_add(&q.driver, part, readable, writable,
						     &length[token]);
		if (error == 0) {
			length[token] = 0;
			for (unsigned int i = readable; i < readable + writable; i++)
				length[token] += part[i].length;
			added++;
		} else {
			right = right && error == -ENOSPC;
		}
		/* A table serves one buffer at a time, and tokens come back in order. */
		while (holds < QUEUE_SIZE && virtqueue_device_take(&q.device, &chain) == 1)
			held[holds++] = chain.head;
		if (error != 0 || indirect || rand() % 4 == 0) {
			while (holds > 0) {
				unsigned int i = flight ? (unsigned int)rand() % holds : 0;

				virtqueue_device_done(&q.device, held[i], 7);
				memmove(&held[i], &held[i + 1], (--holds - i) * sizeof(held[0]));
			}
			virtqueue_device_publish(&q.device);
		}
		while ((back = virtqueue_driver_take(&q.driver, &written)) != NULL) {
			right = right && written == 7;
			completed++;
		}
		right = right && written == 0;
	}
	CHECK(right && completed > 1000);
	CHECK(holds > 0 || (completed == added && q.driver.free_count == QUEUE_SIZE));
}

TEST(virtqueue_buffers_come_back)
{
	traffic(0, false);
	traffic(VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX), true);
	traffic(VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC), true);
	traffic(VIRTIO_FEATURE(VIRTIO_F_IN_ORDER) | VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX), false);
}

TEST(virtqueue_driver_takes_a_batch_of_one_entry)
{
	struct virtqueue_part part = guest_part(guest.data, 8);
	int tokens[3];
	int64_t written;

	queue_fresh(&q, VIRTIO_FEATURE(VIRTIO_F_IN_ORDER), false);
	for (int i = 0; i < 3; i++)
		CHECK(virtqueue_driver_add(&q.driver, &part, 0, 1, &tokens[i]) == 0);
	q.driver.used->ring[0] = (struct virtq_used_element){2, 5};
	q.driver.used->index = 3;
	CHECK(virtqueue_driver_take(&q.driver, &written) == &tokens[0] && written == 0);
	CHECK(virtqueue_driver_take(&q.driver, &written) == &tokens[1] && written == 0);
	CHECK(virtqueue_driver_take(&q.driver, &written) == &tokens[2] && written == 5);
	CHECK(!virtqueue_driver_take(&q.driver, &written) && written == 0);
}

TEST(virtqueue_driver_survives_a_hostile_device)
{
	struct virtqueue_part part = guest_part(guest.data, 8);
	int64_t written;
	int token;

	queue_fresh(&q, 0, false);
	CHECK(virtqueue_driver_add(&q.driver, &part, 0, 1, &token) == 0);
	/* A used index that runs away, an id that is none, one that isn't in flight, the same twice. */
	q.driver.used->index = 2;
	CHECK(!virtqueue_driver_take(&q.driver, &written) && written == -EPROTO);
	q.driver.used->index = 1;
	q.driver.used->ring[0].id = QUEUE_SIZE;
	CHECK(!virtqueue_driver_take(&q.driver, &written) && written == -EPROTO);
	q.driver.used->ring[0].id = 1;
	CHECK(!virtqueue_driver_take(&q.driver, &written) && written == -EPROTO);
	q.driver.used->ring[0].id = 0;
	CHECK(virtqueue_driver_take(&q.driver, &written) == &token);
	q.driver.used->index = 2;
	q.driver.used->ring[1].id = 0;
	CHECK(!virtqueue_driver_take(&q.driver, &written) && written == -EPROTO);
	/* Links that the device spoils in its table aren't the driver's. */
	memset(q.driver.desc, 0xff, VIRTQ_DESC_BYTES(QUEUE_SIZE));
	for (unsigned int i = 0; i < QUEUE_SIZE; i++)
		CHECK(virtqueue_driver_add(&q.driver, &part, 0, 1, &token) == 0);
	CHECK(virtqueue_driver_add(&q.driver, &part, 0, 1, &token) == -ENOSPC);
}

TEST(virtqueue_notifications_are_suppressed)
{
	struct virtqueue_part part = guest_part(guest.data, 8);
	int64_t written;
	int token;

	for (unsigned int event = 0; event < 2; event++) {
		queue_fresh(&q, event ? VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) : 0, false);
		/* The device is told of the first buffer, and not while it looks by itself. */
		virtqueue_driver_add(&q.driver, &part, 0, 1, &token);
		CHECK(virtqueue_driver_kick(&q.driver));
		virtqueue_device_quiet(&q.device);
		virtqueue_driver_add(&q.driver, &part, 0, 1, &token);
		CHECK(!virtqueue_driver_kick(&q.driver));
		CHECK(!virtqueue_device_listen(&q.device));
		CHECK(virtqueue_device_take(&q.device, &chain) == 1);
		CHECK(virtqueue_device_take(&q.device, &chain) == 1);
		CHECK(virtqueue_device_listen(&q.device));
		virtqueue_driver_add(&q.driver, &part, 0, 1, &token);
		CHECK(virtqueue_driver_kick(&q.driver));
		/* The driver likewise: one interrupt for the first that comes back. */
		CHECK(virtqueue_driver_listen(&q.driver));
		virtqueue_device_done(&q.device, 0, 8);
		CHECK(virtqueue_device_publish(&q.device));
		virtqueue_driver_quiet(&q.driver);
		virtqueue_device_done(&q.device, 1, 8);
		CHECK(!virtqueue_device_publish(&q.device));
		CHECK(!virtqueue_driver_listen(&q.driver));
		CHECK(virtqueue_driver_take(&q.driver, &written) && written == 8);
	}
}
