/* SPDX-License-Identifier: BSD-3-Clause */
/* A socket device whose peers are hostile. */
#include <join.h>
#include "device.h"

static struct virtio_vsock_device device;

static struct virtio_device *begin(bool resume)
{
	if (!resume)
		memset(join_half, 0, sizeof(join_half));
	join_device(&device, resume);
	target_rig(&device.device, &virtio_vsock_model);
	virtio_device_begin(&device.device, &join_config, resume);
	return &device.device;
}

/* Send a nearly valid packet. */
static void arrive(unsigned int what, unsigned int value)
{
	uint32_t length = value % 5000;
	struct virtio_vsock_header h =
	    join_header(4 + (what >> 3 & 1), 3, (uint16_t)(what >> 4 & 7), length);

	h.flags = what;
	join_send(what >> 3 & 1, h, JOIN_HEAD + length - (what >> 7 & 1));
}

static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	struct lane_half *half = &join_half[what >> 3 & 1][1].head;

	switch (what % 6) {
	case 0:
		join_peers();
		break;
	case 1:
		join_meet();
		break;
	case 2:
		if (join_peer[0].mine)
			arrive(what, value);
		break;
	case 3:
		((char *)half)[value % sizeof(join_half[0][0])] ^= (char)(1 << what / 8 % 8);
		break;
	case 4:
		half->commit += value % (JOIN_SLOTS + 2);
		half->taken += value >> 8;
		break;
	default:
		((char *)&join_kept)[value % sizeof(join_kept)] = (char)what;
		half->ring[value % JOIN_SLOTS] = (struct lane_descriptor){
		    0, value & 0xfff, (uint16_t)(LANE_FRAME | (what & 8 ? LANE_MORE : 0)), 0};
		break;
	}
	virtio_device_look(d, 7);
}

/* A packet to a peer that doesn't exist is answered with RST. */
static bool works(struct virtio_device *d)
{
	struct virtio_vsock_header h = join_header(3, 9, VIRTIO_VSOCK_OP_REQUEST, 0);

	memcpy(target_data(), &h, JOIN_HEAD);
	return target_ask(d, 1, JOIN_HEAD, 0) == -1 && target_ask(d, 0, 0, 200) == JOIN_HEAD;
}

const struct target vsock = {begin, other, works};
