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
