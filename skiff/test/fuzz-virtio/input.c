/* SPDX-License-Identifier: BSD-3-Clause */
/* A touchscreen with keys, and a writer of its lane that is hostile, too. */
#include <string.h>
#include <skiff/virtio_input_device.h>
#include "device.h"

static struct input_lane lane;
static struct virtio_input_kept kept;
static struct virtio_input_device device;

static struct virtio_device *begin(bool resume)
{
	static const struct input_place place = {INPUT_TOUCH | INPUT_KEY, 320, 240};

	if (!resume) {
		memset(&kept, 0, sizeof(kept));
		memset(&lane, 0, sizeof(lane));
	}
	device = (struct virtio_input_device){
	    .kept = &kept, .lane = &lane, .place = &place, .name = "input"};
	target_rig(&device.device, &virtio_input_model);
	virtio_device_begin(&device.device, virtio_input_configuration(&device), resume);
	return &device.device;
}

static void put(uint32_t type, uint32_t code, uint32_t value)
{
	lane.ring[lane.put++ % INPUT_EVENTS] =
	    (struct virtio_input_event){(uint16_t)type, (uint16_t)code, value};
}

/* Send a nearly valid event, or corrupt the lane or what the device kept. */
static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	static const uint16_t codes[] = {INPUT_ABS_MT_SLOT, INPUT_ABS_MT_TRACKING_ID,
					 INPUT_ABS_MT_POSITION_X, INPUT_ABS_MT_POSITION_Y};

	if (what < 64)
		put(INPUT_EV_KEY, value & 0x1ff, value >> 15);
	else if (what < 160)
		put(INPUT_EV_ABS, codes[what % 4], value & 0x8000 ? UINT32_MAX : value % 340);
	else if (what < 224)
		put(INPUT_EV_SYN, 0, 0);
	else if (what < 230)
		put(INPUT_MARK_TYPE, 0, 0);
	else if (what < 236)
		lane.put += value;
	else
		((char *)&kept)[value % sizeof(kept)] = (char)what;
	virtio_device_look(d, value & 3);
}

static bool works(struct virtio_device *d)
{
	int64_t written;

	put(INPUT_EV_KEY, 30, 1);
	put(INPUT_EV_SYN, 0, 0);
	/* The report needs two buffers: the first isn't returned until there is a second one. */
	if (target_ask(d, VIRTIO_INPUT_QUEUE_EVENT, 0, 8) != -1)
		return false;
	written = target_ask(d, VIRTIO_INPUT_QUEUE_EVENT, 0, 8);
	return written == 8 && kept.state[kept.phase & 1].down[0] == 1u << 30;
}

const struct target input = {begin, other, works};
