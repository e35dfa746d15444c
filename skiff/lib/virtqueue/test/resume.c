/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include "queue.h"

static struct queue q;
static int tokens[QUEUE_SIZE];

static void offer(unsigned int count)
{
	struct virtqueue_part part = guest_part(guest.data, 8);

	for (unsigned int i = 0; i < count; i++)
		CHECK(virtqueue_driver_add(&q.driver, &part, 1, 0, &tokens[i]) == 0);
}

static void take(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		CHECK(virtqueue_device_take(&q.device, &chain) == 1);
}

static void restart(void)
{
	struct virtqueue_flight *flight = q.device.flight;

	memset(&q.device, 0xee, sizeof(q.device));
	CHECK(virtqueue_device_resume(&q.device, &q.memory, &q.layout, &q.kept, flight) == 0);
}

TEST(virtqueue_what_was_in_flight_is_redone_in_order)
{
	uint32_t age = UINT32_MAX;
	int64_t written;

	queue_fresh(&q, 0, true);
	q.kept.order = UINT32_MAX - 1; /* the numbers wrap between them */
	offer(5);
	take(4);
	virtqueue_device_done(&q.device, 2, 0);
	virtqueue_device_publish(&q.device);
	restart();
	for (uint16_t head = 0; head < 4; head++)
		if (head != 2)
			CHECK(virtqueue_device_retake(&q.device, &age, &chain) == 1 &&
			      chain.head == head);
	CHECK(virtqueue_device_retake(&q.device, &age, &chain) == 0);
	CHECK(virtqueue_device_take(&q.device, &chain) == 1 && chain.head == 4);
	CHECK(virtqueue_driver_take(&q.driver, &written) == &tokens[2]);
	for (uint16_t head = 0; head < 5; head++)
		if (head != 2)
			virtqueue_device_done(&q.device, head, 0);
	virtqueue_device_publish(&q.device);
	for (unsigned int i = 0; i < 4; i++)
		CHECK(virtqueue_driver_take(&q.driver, &written) != NULL);
	CHECK(q.driver.free_count == QUEUE_SIZE);
}

/* Die after each store of a completion: before the driver sees the batch it is redone, after that
 * it isn't. */
TEST(virtqueue_batch_is_completed_once)
{
	for (unsigned int stores = 0; stores < 4; stores++) {
		uint32_t age = UINT32_MAX;
		unsigned int again = 0;
		int64_t written;

		queue_fresh(&q, 0, true);
		offer(3);
		take(3);
		virtqueue_device_done(&q.device, 1, 0);
		virtqueue_device_done(&q.device, 2, 0);
		if (stores >= 1)
			q.driver.used->index = 2;
		if (stores >= 2) /* the flight of one is cleared */
			q.flight[2].order = 0, q.flight[2].done = 0;
		if (stores >= 3)
			q.flight[1].order = 0, q.flight[1].done = 0;
		restart();
		while (virtqueue_device_retake(&q.device, &age, &chain) == 1) {
			virtqueue_device_done(&q.device, chain.head, 0);
			again++;
		}
		virtqueue_device_publish(&q.device);
		CHECK(again == (stores == 0 ? 3 : 1));
		for (unsigned int i = 0; i < 3; i++)
			CHECK(virtqueue_driver_take(&q.driver, &written) != NULL);
		CHECK(!virtqueue_driver_take(&q.driver, &written) && written == 0);
	}
}

/* Die between the mark of a buffer that is taken and the count of those that were. */
TEST(virtqueue_taken_buffer_is_never_lost)
{
	uint32_t age = UINT32_MAX;

	queue_fresh(&q, 0, true);
	offer(2);
	take(1);
	q.kept.taken = 0;
	restart();
	CHECK(virtqueue_device_retake(&q.device, &age, &chain) == 1 && chain.head == 0);
	CHECK(virtqueue_device_take(&q.device, &chain) == 1 && chain.head == 1);
	CHECK(virtqueue_device_take(&q.device, &chain) == 0);
}

TEST(virtqueue_in_order_goes_on_behind_what_is_used)
{
	int64_t written;

	queue_fresh(&q, 0, false);
	offer(3);
	take(2);
	virtqueue_device_done(&q.device, 0, 0);
	q.driver.used->index = 1; /* the driver saw it, and then it died */
	restart();
	CHECK(virtqueue_driver_take(&q.driver, &written) == &tokens[0]);
	CHECK(virtqueue_device_take(&q.device, &chain) == 1 && chain.head == 1);
}

/* Whatever lies in the kept area and in the rings: no wild access, no endless loop. */
TEST(virtqueue_kept_area_is_hostile)
{
	for (unsigned int round = 0; round < 2000; round++) {
		uint32_t age = UINT32_MAX;
		unsigned int n = 0;

		queue_fresh(&q, 0, round & 1);
		for (unsigned int i = 0; i < sizeof(guest.ring); i++)
			if (round & 2)
				guest.ring[i] = (char)rand();
		for (unsigned int i = 0; i < sizeof(q.flight); i++)
			((char *)q.flight)[i] = (char)rand();
		q.kept.taken = (uint16_t)rand();
		q.kept.used = (uint16_t)rand();
		q.kept.order = (uint32_t)rand();
		restart();
		while (virtqueue_device_retake(&q.device, &age, &chain) == 1 && n <= QUEUE_SIZE) {
			virtqueue_device_done(&q.device, chain.head, 0);
			n++;
		}
		CHECK(n <= QUEUE_SIZE);
		virtqueue_device_publish(&q.device);
		for (n = 0; n <= QUEUE_SIZE && virtqueue_device_take(&q.device, &chain) == 1; n++)
			continue;
		CHECK(n <= QUEUE_SIZE);
	}
}
