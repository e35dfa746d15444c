/* SPDX-License-Identifier: BSD-3-Clause */
/* A network device whose peers are hostile. */
#include <network.h>
#include <skiff/virtio_net_device.h>
#include "device.h"

static struct virtio_net_device device;
static struct virtio_net_config config;
static struct virtio_net_kept kept;

static struct virtio_device *begin(bool resume)
{
	if (!resume)
		network_fresh();
	network_begin(0, resume);
	device = (struct virtio_net_device){.port = &network_port[0], .kept = &kept};
	target_rig(&device.device, &virtio_net_model);
	virtio_net_configuration(&device, &config);
	virtio_device_begin(&device.device, &config, resume);
	return &device.device;
}

/* Send a nearly valid frame from port 1. */
static void arrive(unsigned int what, unsigned int value)
{
	static struct virtqueue_chain chain;
	static char flat[NETWORK_FRAME_MAX];
	struct virtio_net_header *h = (void *)flat;

	network_head(flat, 1, 0);
	*h = (struct virtio_net_header){.flags = what >> 3 & 1,
					.gso_type = what >> 4 & 5,
					.gso_size = (uint16_t)value,
					.csum_start = (uint16_t)(what >> 2),
					.csum_offset = value & 31};
	chain.readable = chain.count = 1;
	chain.in = PORT_HEAD + value % 5000;
	chain.segment[0] = (struct virtqueue_segment){flat, chain.in};
	port_send(&network_port[1], &chain, ~0ull, 0);
	port_commit(&network_port[1], 0);
}

static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	struct lane_half *half = &network_half[1][0].head;

	switch (what % 6) {
	case 0:
		network_begin(1, what & 8);
		break;
	case 1:
		port_look(&network_port[1], (uint16_t)value);
		break;
	case 2:
		arrive(what, value);
		break;
	case 3:
		((char *)half)[value % sizeof(network_half[1][0])] ^= (char)(1 << what / 8 % 8);
		break;
	case 4:
		half->commit += value % (NETWORK_SLOTS + 2);
		break;
	default:
		((char *)&kept)[value % sizeof(kept)] = (char)what;
		half->ring[value % NETWORK_SLOTS] = (struct lane_descriptor){
		    0, value & 0xfff, (uint16_t)(LANE_FRAME | (what & 8 ? LANE_MORE : 0)), 0};
		break;
	}
	virtio_device_look(d, 3);
}

/* Send a frame to all ports and to the uplink. */
static bool works(struct virtio_device *d)
{
	network_head(target_data(), 0, 9);
	return target_ask(d, 1, PORT_HEAD, 0) == 0 && network_counters[0].sent == 1;
}

const struct target net = {begin, other, works};
