/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "queue.h"

static struct queue q;

/* One descriptor at index 0 is available. */
static struct virtq_desc *offer_one(uint64_t features)
{
	struct virtqueue_part part = guest_part(guest.data, 64);
	static int token;

	queue_fresh(&q, features, true);
	virtqueue_driver_add(&q.driver, &part, 1, 0, &token);
	return q.driver.desc;
}

TEST(virtqueue_chain_is_read_and_written)
{
	struct virtqueue_part part[4] = {guest_part(guest.data, 3), guest_part(guest.data + 100, 4),
					 guest_part(guest.data + 200, 2),
					 guest_part(guest.data + 300, 5)};
	char text[8] = {0};
	int token;

	queue_fresh(&q, 0, true);
	memcpy(guest.data, "abc", 3);
	memcpy(guest.data + 100, "defg", 4);
	virtqueue_driver_add(&q.driver, part, 2, 2, &token);
	CHECK(virtqueue_device_take(&q.device, &chain) == 1);
	CHECK(chain.in == 7 && chain.out == 7 && chain.readable == 2 && chain.count == 4);
	CHECK(virtqueue_read(&chain, 0, text, 8) == 7 && memcmp(text, "abcdefg", 7) == 0);
	CHECK(virtqueue_read(&chain, 5, text, 8) == 2 && memcmp(text, "fg", 2) == 0);
	CHECK(virtqueue_read(&chain, 7, text, 8) == 0);
	CHECK(virtqueue_write(&chain, 1, "123456", 7) == 6 && guest.data[201] == '1' &&
	      memcmp(guest.data + 300, "23456", 5) == 0);
}

TEST(virtqueue_layout_is_checked)
{
	struct virtqueue_layout good, bad;

	queue_fresh(&q, 0, true);
	good = q.layout;
	for (unsigned int i = 0; i < 10; i++) {
		bad = good;
		switch (i) {
		case 0:
			bad.size = 0;
			break;
		case 1:
			bad.size = 3;
			break;
		case 2:
			bad.size = CONFIG_VIRTQUEUE_MAX * 2;
			break;
		case 3:
			bad.desc += 8;
			break;
		case 4:
			bad.avail += 1;
			break;
		case 5:
			bad.used += 2;
			break;
		case 6:
			bad.desc = GUEST_ADDRESS - 16;
			break;
		case 7:
			bad.avail = GUEST_ADDRESS + sizeof(guest) - 4;
			break;
		case 8:
			bad.used = UINT64_MAX - 3;
			break;
		default:
			bad.desc = 0;
			break;
		}
		CHECK(virtqueue_device_start(&q.device, &q.memory, &bad, &q.kept, NULL) == -EPROTO);
		CHECK(virtqueue_device_take(&q.device, &chain) == 0 && q.device.size == 0);
		virtqueue_device_quiet(&q.device);
		CHECK(virtqueue_device_listen(&q.device));
	}
}

TEST(virtqueue_device_refuses_what_is_no_chain)
{
	const uint64_t indirect = VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC);
	struct virtq_desc *d;

	/* Outside of the memory, across its end, or so long that the sum wraps. */
	offer_one(0)->address = GUEST_ADDRESS - 1;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	offer_one(0)->length = sizeof(guest) + 1;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	offer_one(0)->address = UINT64_MAX;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	/* A link to nowhere, to itself, and a readable part behind a writable one. */
	d = offer_one(0);
	d->flags = VIRTQ_DESC_F_NEXT;
	d->next = QUEUE_SIZE;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d->next = 0;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d[0].flags = VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT;
	d[0].next = 1;
	d[1] = (struct virtq_desc){d[0].address, 1, 0, 0};
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	/* A table that isn't agreed upon, is empty, no whole number, outside, in a table, or linked. */
	d = offer_one(0);
	d->flags = VIRTQ_DESC_F_INDIRECT;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d = offer_one(indirect);
	*d = (struct virtq_desc){guest_address(guest.table), 0, VIRTQ_DESC_F_INDIRECT, 0};
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d->length = 17;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d->length = 32;
	d->address = GUEST_ADDRESS + sizeof(guest) - 16;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d->address = guest_address(guest.table);
	guest.table[0] = *d;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	guest.table[0] = (struct virtq_desc){guest_address(guest.data), 1, VIRTQ_DESC_F_NEXT, 2};
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	guest.table[0].next = 0;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	guest.table[0].flags = 0;
	d->flags |= VIRTQ_DESC_F_NEXT;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	d->flags = VIRTQ_DESC_F_INDIRECT;
	CHECK(virtqueue_device_take(&q.device, &chain) == 1 && chain.in == 1);
}

TEST(virtqueue_chain_may_be_as_long_as_the_queue)
{
	struct virtqueue_part part[QUEUE_SIZE];
	int token;

	for (unsigned int i = 0; i < QUEUE_SIZE; i++)
		part[i] = guest_part(guest.data + i, 1);
	queue_fresh(&q, 0, true);
	CHECK(virtqueue_driver_add(&q.driver, part, QUEUE_SIZE, 0, &token) == 0);
	CHECK(virtqueue_device_take(&q.device, &chain) == 1 && chain.in == QUEUE_SIZE);
	queue_fresh(&q, VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC), true);
	CHECK(virtqueue_driver_add_indirect(&q.driver, guest.table, part, 0, QUEUE_SIZE, &token) ==
	      0);
	CHECK(virtqueue_device_take(&q.device, &chain) == 1 && chain.out == QUEUE_SIZE);
}

TEST(virtqueue_device_refuses_an_available_ring_that_lies)
{
	offer_one(0);
	q.driver.avail->index = QUEUE_SIZE + 1;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	CHECK(!virtqueue_device_listen(&q.device));
	q.driver.avail->index = 0xffff;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	q.driver.avail->index = 2;
	q.driver.avail->ring[0] = QUEUE_SIZE;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	/* The same buffer twice. */
	q.driver.avail->ring[0] = q.driver.avail->ring[1] = 0;
	CHECK(virtqueue_device_take(&q.device, &chain) == 1);
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
	/* More in flight than there are descriptors, where nothing tells them apart. */
	queue_fresh(&q, 0, false);
	q.driver.avail->index = QUEUE_SIZE;
	q.driver.desc[0] = (struct virtq_desc){guest_address(guest.data), 1, 0, 0};
	for (unsigned int i = 0; i < QUEUE_SIZE; i++)
		CHECK(virtqueue_device_take(&q.device, &chain) == 1);
	q.driver.avail->index = QUEUE_SIZE + 1;
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
}

TEST(virtqueue_indirect_table_may_end_a_chain)
{
	struct virtq_desc *d = offer_one(VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC));

	/* Descriptors of the queue come first, and the table's own flag WRITE means nothing (2.7.5.3.2). */
	d[0].flags = VIRTQ_DESC_F_NEXT;
	d[0].next = 1;
	d[1] = (struct virtq_desc){guest_address(guest.table), 2 * sizeof(*d),
				   VIRTQ_DESC_F_INDIRECT | VIRTQ_DESC_F_WRITE, 0};
	guest.table[0] =
	    (struct virtq_desc){guest_address(guest.data + 64), 3, VIRTQ_DESC_F_NEXT, 1};
	guest.table[1] =
	    (struct virtq_desc){guest_address(guest.data + 128), 5, VIRTQ_DESC_F_WRITE, 0};
	CHECK(virtqueue_device_take(&q.device, &chain) == 1);
	CHECK(chain.in == 67 && chain.out == 5 && chain.readable == 2 && chain.count == 3);
}

TEST(virtqueue_indirect_table_may_be_the_queues_own)
{
	struct virtq_desc *d = offer_one(VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC));

	/* It is one inside itself then. */
	d[0] = (struct virtq_desc){guest_address(d), sizeof(*d), VIRTQ_DESC_F_INDIRECT, 0};
	CHECK(virtqueue_device_take(&q.device, &chain) == -EPROTO);
}

TEST(virtqueue_device_writes_nothing_of_the_drivers)
{
	static struct queue_memory before;
	struct virtqueue_part part[2] = {guest_part(guest.data, 8), guest_part(guest.data + 64, 8)};
	int token;

	for (unsigned int event = 0; event < 2; event++) {
		queue_fresh(&q, event ? VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) : 0, true);
		memset(guest.data, 0x77, sizeof(guest.data));
		virtqueue_driver_add(&q.driver, part, 1, 1, &token);
		before = guest;
		CHECK(virtqueue_device_take(&q.device, &chain) == 1);
		CHECK(virtqueue_write(&chain, 0, "12345678", 8) == 8);
		CHECK(virtqueue_write(&chain, 8, "9", 1) == 0);
		virtqueue_device_done(&q.device, 0, 8);
		virtqueue_device_publish(&q.device);
		virtqueue_device_listen(&q.device);
		/* Descriptors, available ring, what is only to be read, what lies around the buffer. */
		CHECK(memcmp(&before, &guest, (size_t)((char *)q.driver.used - (char *)&guest)) ==
		      0);
		CHECK(memcmp(before.data, guest.data, 64) == 0);
		CHECK(memcmp(guest.data + 64, "12345678", 8) == 0);
		CHECK(memcmp(before.data + 72, guest.data + 72, sizeof(guest.data) - 72) == 0);
	}
}

/* A buffer is used. @return the driver is told */
static bool use_one(uint16_t head)
{
	CHECK(virtqueue_device_take(&q.device, &chain) == 1);
	virtqueue_device_done(&q.device, head, 0);
	return virtqueue_device_publish(&q.device);
}

TEST(virtqueue_notifies_as_the_driver_wishes)
{
	struct virtqueue_part part = guest_part(guest.data, 8);
	int token;

	/* Without EVENT_IDX the flag alone counts, whatever used_event is; the device's own is 0 or 1. */
	queue_fresh(&q, 0, false);
	for (unsigned int i = 0; i < 4; i++)
		virtqueue_driver_add(&q.driver, &part, 0, 1, &token);
	*virtq_used_event(q.driver.avail, QUEUE_SIZE) = 0x1234;
	q.driver.avail->flags = 0;
	CHECK(use_one(0) && use_one(1));
	q.driver.avail->flags = VIRTQ_AVAIL_F_NO_INTERRUPT;
	CHECK(!use_one(2));
	virtqueue_device_quiet(&q.device);
	CHECK(q.driver.used->flags == VIRTQ_USED_F_NO_NOTIFY);
	virtqueue_device_listen(&q.device);
	CHECK(q.driver.used->flags == 0);
	/* With it the event alone counts, whatever the flag is; the device's own stays 0. */
	queue_fresh(&q, VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX), false);
	for (unsigned int i = 0; i < 4; i++)
		virtqueue_driver_add(&q.driver, &part, 0, 1, &token);
	q.driver.avail->flags = VIRTQ_AVAIL_F_NO_INTERRUPT;
	*virtq_used_event(q.driver.avail, QUEUE_SIZE) = 1;
	CHECK(!use_one(0) && use_one(1) && !use_one(2));
	virtqueue_device_quiet(&q.device);
	CHECK(q.driver.used->flags == 0);
}
