/* SPDX-License-Identifier: BSD-3-Clause */
/* A console whose peer is hostile. */
#include <string.h>
#include <skiff/virtio_console_device.h>
#include "device.h"

#define SLOTS VIRTIO_CONSOLE_SLOTS

static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(SLOTS, PACKET_SLOT)];
} half[2];
static struct virtio_console_device device;
static struct virtio_console_kept kept;
static const struct virtio_console_config config = {.max_nr_ports = 2};
static struct lane peer;
static uint32_t text;

static void write_text(const char *from, uint32_t size)
{
	(void)from;
	text += size;
}

static void ring(unsigned int bell)
{
	(void)bell;
}

static struct virtio_device *begin(bool resume)
{
	if (!resume)
		memset(half, 0, sizeof(half));
	device = (struct virtio_console_device){
	    .kept = &kept, .write = write_text, .ring = ring, .count = 2};
	device.port[1] = (struct virtio_console_port){.name = "peer"};
	lane_attach(&device.port[1].lane, &half[0].head, &half[1].head, SLOTS, PACKET_SLOT, resume);
	target_rig(&device.device, &virtio_console_model);
	virtio_device_begin(&device.device, &config, resume);
	return &device.device;
}

static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	switch (what % 6) {
	case 0:
		lane_attach(&peer, &half[1].head, &half[0].head, SLOTS, PACKET_SLOT, what & 8);
		break;
	case 1:
		if (peer.mine)
			lane_meet(&peer, (uint16_t)value);
		break;
	case 2:
		half[1].head.taken += (uint64_t)value << (what & 8 ? 16 : 0);
		break;
	case 3:
		((char *)&half[1])[value % sizeof(half[1])] ^= (char)(1 << what / 8 % 8);
		break;
	case 4:
		half[1].head.commit += value % (SLOTS + 2);
		break;
	default:
		((char *)&kept)[value % sizeof(kept)] = (char)what;
		half[1].head.ring[value % SLOTS] = (struct lane_descriptor){
		    0, value & 0xfff, (uint16_t)(LANE_FRAME | (what & 8 ? LANE_MORE : 0)), 0};
		break;
	}
	virtio_device_look(d, ~0u);
}

static bool works(struct virtio_device *d)
{
	text = 0;
	return target_ask(d, 1, 100, 0) == 0 && text == 100;
}

const struct target console = {begin, other, works};
