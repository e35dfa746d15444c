/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/packet.h>
#include <skiff/test.h>

#define SLOTS 8u

static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(SLOTS, PACKET_SLOT)];
} half[2];
static struct lane end[2];
static struct packet packet;
static struct virtqueue_chain chain;
static char flat[SLOTS * PACKET_SLOT + 1], to[sizeof(flat)];

static void begin(void)
{
	memset(half, 0, sizeof(half));
	for (unsigned int i = 0; i < 2; i++)
		lane_attach(&end[i], &half[i].head, &half[!i].head, SLOTS, PACKET_SLOT, false);
	lane_meet(&end[0], 0);
	lane_meet(&end[1], 0);
	for (unsigned int i = 0; i < sizeof(flat); i++)
		flat[i] = (char)(i ^ i >> 8);
}

/* A buffer of two segments to read. */
static void readable(uint32_t length)
{
	chain.readable = chain.count = 2;
	chain.in = length;
	chain.segment[0] = (struct virtqueue_segment){flat, length / 3 + 1};
	chain.segment[1] =
	    (struct virtqueue_segment){flat + length / 3 + 1, length - length / 3 - 1};
}

/* A buffer of two segments to write. */
static void writable(uint32_t length)
{
	memset(to, 0, sizeof(to));
	chain.readable = 0;
	chain.count = 2;
	chain.out = length;
	chain.segment[0] = (struct virtqueue_segment){to, length / 4 + 1};
	chain.segment[1] = (struct virtqueue_segment){to + length / 4 + 1, length - length / 4 - 1};
}

TEST(packet_arrives_with_its_checked_head)
{
	begin();
	readable(5000);
	CHECK(packet_put(&end[0], &chain, "head", 4) && packet_get(&end[1], &packet) == 0);
	packet_commit(&end[0], 1, true, false);
	CHECK(packet_get(&end[1], &packet) == 1 && packet.length == 5000 && packet.count == 3);
	writable(6000);
	CHECK(packet_copy(&packet, 0, &chain, 0, 5000) == 5000);
	CHECK(!memcmp(to, "head", 4) && !memcmp(to + 4, flat + 4, 4996) && to[5000] == 0);
}

TEST(packet_is_copied_in_any_pieces)
{
	begin();
	readable(3 * PACKET_SLOT);
	packet_put(&end[0], &chain, flat, 1);
	packet_commit(&end[0], 1, true, false);
	packet_get(&end[1], &packet);
	for (uint32_t size = 1; size < 3 * PACKET_SLOT; size += 97)
		for (uint32_t from = 0; from + size <= 3 * PACKET_SLOT; from += 509) {
			writable(size + 7);
			CHECK(packet_copy(&packet, from, &chain, 7, size) == size);
			CHECK(!memcmp(to + 7, flat + from, size) && to[6] == 0);
		}
	writable(10);
	CHECK(packet_copy(&packet, 3 * PACKET_SLOT - 4, &chain, 0, 10) == 4);
	CHECK(packet_copy(&packet, 3 * PACKET_SLOT, &chain, 0, 10) == 0);
	CHECK(packet_copy(&packet, 0, &chain, 4, 10) == 6); /* the buffer's end */
}

TEST(packet_needs_room_for_all_of_it)
{
	begin();
	readable(SLOTS * PACKET_SLOT + 1);
	CHECK(!packet_put(&end[0], &chain, flat, 0));
	readable(SLOTS * PACKET_SLOT);
	CHECK(packet_put(&end[0], &chain, flat, 0));
	readable(1);
	CHECK(!packet_put(&end[0], &chain, flat, 0));
}

TEST(packet_that_is_none_is_skipped)
{
	static const struct lane_descriptor bad[] = {
	    {0, 0, LANE_FRAME, 0},
	    {0, PACKET_SLOT + 1, LANE_FRAME, 0},
	    {1, 5, LANE_FRAME, 0},
	    {0, 5, LANE_SEGMENT, 0},
	    {0, 5, LANE_FRAME | LANE_MORE, 0}, /* a slot that isn't full, but isn't the last */
	    {0, PACKET_SLOT, LANE_FRAME | LANE_MORE, 0}, /* … and never ends */
	};

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin();
		lane_put(&end[0], bad[i]);
		lane_commit(&end[0], 1);
		CHECK(packet_get(&end[1], &packet) == -EPROTO);
		CHECK(packet_get(&end[1], &packet) == 0);
	}
}

TEST(packet_is_known_to_have_been_put)
{
	begin();
	readable(10);
	packet_put(&end[0], &chain, flat, 0);
	CHECK(!packet_commit(&end[0], 0xffff, true, false));
	CHECK(packet_was_put(&end[0], 0xfffe) && !packet_was_put(&end[0], 0xffff));
	/* After a restart it begins with the unused packets: no commit goes back. */
	CHECK(packet_commit(&end[0], 0xfffd, false, true));
	CHECK(!packet_commit(&end[0], 0xffff, false, true));
	/* Long afterwards, with nothing put. */
	CHECK(!packet_commit(&end[0], 0x4000, false, false));
	CHECK(lane_committed_position(&end[0]) == 0x4000);
}
