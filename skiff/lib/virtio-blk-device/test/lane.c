/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/test.h>
#include <skiff/virtio_blk_device.h>
#include "../../virtio-mmio/test/rig.h"

#define LANE 256u

static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(LANE, 0)];
} half[2];
static struct lane near, far;
static struct virtio_blk_device blk;
static struct virtio_blk_config config;
static struct virtio_blk_answer answer[RIG_SIZE];
static int64_t written;

/* The buffer of request `n`: header, status, data. */
static char *buffer(unsigned int n)
{
	return rig_guest.data + n * 2048;
}

static unsigned int rings;

static void ring(const struct virtio_blk_device *b)
{
	(void)b;
	rings++;
}

static void begin(bool resume)
{
	lane_attach(&near, &half[0].head, &half[1].head, LANE, 0, resume);
	blk = (struct virtio_blk_device){.sectors = 1000,
					 .lane = &near,
					 .window = &rig_region,
					 .answer = answer,
					 .in_flight_max = 3,
					 .ring = ring};
	rig_device(&blk.device, &virtio_blk_on_lane);
	virtio_blk_configuration(&blk, &config, 512);
	virtio_device_begin(&blk.device, &config, resume);
	if (!resume)
		rig_start(&blk.device);
}

static void far_begin(void)
{
	lane_attach(&far, &half[1].head, &half[0].head, LANE, 0, false);
}

static void fresh(void)
{
	memset(half, 0, sizeof(half));
	far_begin();
	begin(false);
	virtio_device_look(&blk.device, 1);
	CHECK(lane_look(&far) == LANE_NEW);
	lane_meet(&far, 0);
}

static void offer(unsigned int n, uint32_t type)
{
	char *b = buffer(n);
	struct virtio_blk_request *header = (void *)b;
	struct virtqueue_part part[4] = {rig_part(b, 16), rig_part(b + 512, 512),
					 rig_part(b + 1024, 512), rig_part(b + 16, 1)};

	*header = (struct virtio_blk_request){.type = type, .sector = n};
	b[16] = 0x55;
	CHECK(virtqueue_driver_add(&rig_driver[0], part, type == VIRTIO_BLK_T_OUT ? 3 : 1,
				   type == VIRTIO_BLK_T_OUT ? 1 : 3, b) == 0);
}

/* What the driver finds: request `n`, its two segments. @return its tag */
static uint16_t expect(unsigned int n, uint16_t operation)
{
	struct lane_descriptor d = {0}, s[2] = {{0}, {0}};

	CHECK(lane_get(&far, &d) && lane_get(&far, &s[0]) && lane_get(&far, &s[1]));
	CHECK(d.operation == (operation | LANE_MORE) && d.offset == n * 512 && d.length == 1024);
	CHECK(s[0].operation == (LANE_SEGMENT | LANE_MORE) && s[1].operation == LANE_SEGMENT);
	CHECK(s[0].length == 512 && s[1].length == 512 && s[1].tag == d.tag);
	CHECK(s[0].offset == rig_address(buffer(n) + 512) - RIG_GUEST &&
	      s[1].offset == rig_address(buffer(n) + 1024) - RIG_GUEST);
	return d.tag;
}

static void finish(uint16_t tag, uint32_t error)
{
	lane_put(&far, (struct lane_descriptor){0, error, LANE_BLOCK_DONE, tag});
	lane_taken(&far, 0);
	lane_commit(&far, 0);
	virtio_device_look(&blk.device, 1);
}

TEST(blk_lane_carries_requests_and_answers_in_any_order)
{
	uint16_t tag[2];

	fresh();
	offer(0, VIRTIO_BLK_T_IN);
	offer(1, VIRTIO_BLK_T_OUT);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	tag[0] = expect(0, LANE_BLOCK_READ);
	tag[1] = expect(1, LANE_BLOCK_WRITE);
	finish(tag[1], 0);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == buffer(1) && written == 1);
	finish(tag[0], EIO);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == buffer(0) && written == 0);
	CHECK(buffer(1)[16] == VIRTIO_BLK_S_OK && buffer(0)[16] == VIRTIO_BLK_S_IOERR);
}

TEST(blk_lane_limits_what_is_in_flight)
{
	fresh();
	for (unsigned int i = 0; i < 3; i++)
		offer(i, VIRTIO_BLK_T_IN);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	finish(expect(0, LANE_BLOCK_READ), 0);
	virtqueue_driver_take(&rig_driver[0], &written);
	offer(3, VIRTIO_BLK_T_IN);
	offer(4, VIRTIO_BLK_T_IN);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	for (unsigned int i = 1; i < 4; i++)
		expect(i, LANE_BLOCK_READ);
	CHECK(lane_filled(&far) == 0 && blk.in_flight == 3);
}

TEST(blk_lane_gives_again_what_either_end_forgot)
{
	uint16_t tag;

	fresh();
	offer(0, VIRTIO_BLK_T_OUT);
	offer(1, VIRTIO_BLK_T_IN);
	offer(2, VIRTIO_BLK_T_OUT);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	tag = expect(0, LANE_BLOCK_WRITE);
	finish(expect(1, LANE_BLOCK_READ), 0);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == buffer(1));
	/* The driver dies. */
	far_begin();
	virtio_device_look(&blk.device, 1);
	CHECK(lane_look(&far) == LANE_NEW);
	lane_meet(&far, 0);
	virtio_device_look(&blk.device, 1);
	CHECK(expect(0, LANE_BLOCK_WRITE) == tag);
	/* The device dies while an answer is on its way. */
	lane_put(&far, (struct lane_descriptor){0, 0, LANE_BLOCK_DONE, tag});
	lane_commit(&far, 0);
	begin(true);
	virtio_device_look(&blk.device, 1);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written));
	CHECK(lane_look(&far) == LANE_NEW);
	lane_meet(&far, 0);
	finish(expect(0, LANE_BLOCK_WRITE), 0);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == buffer(0));
	finish(expect(2, LANE_BLOCK_WRITE), 0);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == buffer(2));
	CHECK(lane_filled(&far) == 0 && rig_driver[0].free_count == RIG_SIZE);
}

TEST(blk_lane_reset_waits_for_the_driver)
{
	uint16_t tag;

	fresh();
	offer(0, VIRTIO_BLK_T_IN);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	tag = expect(0, LANE_BLOCK_READ);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_WAIT);
	finish(tag, 0);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_DONE);
	/* … or for the end of its life. */
	begin(false);
	virtio_device_look(&blk.device, 1);
	lane_meet(&far, 0);
	offer(0, VIRTIO_BLK_T_IN);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_WAIT);
	far_begin();
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_WAIT);
	lane_meet(&far, 0);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_DONE);
}

/* The device dies, and its client resets it before it has said anything: what the driver still does for
 * the life before would land in memory that the client has back. */
TEST(blk_lane_reset_after_a_death_waits_for_the_driver)
{
	fresh();
	offer(0, VIRTIO_BLK_T_IN);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	expect(0, LANE_BLOCK_READ);
	begin(true);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_WAIT);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_WAIT);
	CHECK(lane_look(&far) == LANE_NEW);
	lane_meet(&far, 0);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_STATUS, 0) == VIRTIO_DONE);
}

TEST(blk_lane_answers_that_nothing_waits_for_are_dropped)
{
	fresh();
	offer(0, VIRTIO_BLK_T_IN);
	rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	uint16_t tag = expect(0, LANE_BLOCK_READ);

	finish((uint16_t)(tag + 1), 0);
	finish(RIG_SIZE, 0);
	finish(0xffff, 0);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written) && blk.in_flight == 1);
	finish(tag, 0);
	finish(tag, 0);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == buffer(0) && blk.in_flight == 0);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written) && written == 0 && !rig_broken());
}
