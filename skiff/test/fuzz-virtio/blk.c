/* SPDX-License-Identifier: BSD-3-Clause */
/* Block devices, in memory and behind a lane whose driver is hostile. */
#include <string.h>
#include <skiff/virtio_blk_device.h>
#include "device.h"

#define SECTORS 64u
#define SIZE	16u
#define LANE	128u

static struct virtio_blk_device blk;
static struct virtio_blk_config config;
static struct virtio_blk_answer answer[SIZE];
static char disk[SECTORS * 512];
static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(LANE, 0)];
} half[2];
static struct lane near, far;

static void ring(const struct virtio_blk_device *b)
{
	(void)b;
}

static struct virtio_device *begin(const struct virtio_model *model, bool resume)
{
	blk = (struct virtio_blk_device){.sectors = SECTORS,
					 .memory = disk,
					 .lane = &near,
					 .window = target_region(),
					 .answer = answer,
					 .in_flight_max = 8,
					 .ring = ring};
	target_rig(&blk.device, model);
	virtio_blk_configuration(&blk, &config, 512);
	virtio_device_begin(&blk.device, &config, resume);
	return &blk.device;
}

static struct virtio_device *begin_memory(bool resume)
{
	return begin(&virtio_blk_on_memory, resume);
}

static struct virtio_device *begin_lane(bool resume)
{
	if (!resume) {
		memset(half, 0, sizeof(half));
		lane_attach(&near, &half[0].head, &half[1].head, LANE, 0, false);
		lane_attach(&far, &half[1].head, &half[0].head, LANE, 0, false);
	}
	return begin(&virtio_blk_on_lane, resume);
}

/* Act as the driver VM at the other end of the lane, well-behaved or not. */
static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	struct lane_descriptor in;

	switch (what % 6) {
	case 0:
		lane_attach(&far, &half[1].head, &half[0].head, LANE, 0, what & 8);
		break;
	case 1:
		if (lane_look(&far) == LANE_NEW)
			lane_meet(&far, (uint16_t)value);
		break;
	case 2:
		if (lane_get(&far, &in) && lane_room(&far)) {
			lane_put(&far,
				 (struct lane_descriptor){0, value & 1, LANE_BLOCK_DONE, in.tag});
			lane_taken(&far, 0);
			lane_commit(&far, 0);
		}
		break;
	case 3:
		((char *)&half[1])[value % sizeof(half[1])] ^= (char)(1 << what / 8 % 8);
		break;
	case 4:
		half[1].head.commit += value % (LANE + 2);
		break;
	default:
		half[1].head.ring[value % LANE] = (struct lane_descriptor){
		    value, what / 8 & 1, LANE_BLOCK_DONE, (uint16_t)(value % (SIZE + 1))};
		break;
	}
	virtio_device_look(d, 1);
}

static bool answers(struct virtio_device *d, int64_t length)
{
	struct virtio_blk_request header = {.type = VIRTIO_BLK_T_IN, .sector = 1};

	memcpy(target_data(), &header, sizeof(header));
	return target_ask(d, 0, sizeof(header), 513) == length;
}

static bool works_memory(struct virtio_device *d)
{
	return answers(d, 513);
}

/* With nobody at the other end, the request waits in the lane until somebody comes. */
static bool works_lane(struct virtio_device *d)
{
	if (!answers(d, -1) || lane_look(&far) != LANE_NEW)
		return false;
	virtio_device_look(d, 1);
	lane_meet(&far, 0);
	return lane_filled(&far) == 2;
}

const struct target blk_memory = {begin_memory, NULL, works_memory};
const struct target blk_lane = {begin_lane, other, works_lane};
