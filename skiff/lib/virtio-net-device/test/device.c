/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/test.h>
#include <skiff/virtio_net_device.h>
#include "../../switch-port/test/network.h"
#include "../../virtio-mmio/test/hostile.h"

/* The device is port 0 of the network. */
static struct virtio_net_device net;
static struct virtio_net_config config;
static struct virtio_net_kept kept;
static struct virtqueue_chain out;
static struct port_frame in;
static char flat[8192];
static int64_t written;

static void begin(bool resume)
{
	network_begin(0, resume);
	net = (struct virtio_net_device){.port = &network_port[0], .kept = &kept};
	rig_device(&net.device, &virtio_net_model);
	virtio_net_configuration(&net, &config);
	virtio_device_begin(&net.device, &config, resume);
}

static void fresh(void)
{
	network_fresh();
	begin(false);
	rig_start(&net.device);
	virtio_device_look(&net.device, 3);
	for (unsigned int i = 1; i < NETWORK_PORTS; i++)
		port_look(&network_port[i], 0);
	memset(rig_guest.data, 0, sizeof(rig_guest.data));
}

/* Buffers to receive into, of `size` bytes each, one every 4096. */
static void offer(unsigned int count, uint32_t size)
{
	for (unsigned int i = 0; i < count; i++) {
		char *at = rig_guest.data + 4096 * i;
		struct virtqueue_part part = rig_part(at, size);

		CHECK(virtqueue_driver_add(&rig_driver[0], &part, 0, 1, at) == 0);
	}
	rig_set(&net.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
}

/* Port 1 sends to the device. */
static void arrive(uint32_t length, uint16_t position)
{
	network_head(flat, 1, 0);
	for (uint32_t i = PORT_HEAD; i < length; i++)
		flat[i] = (char)(i + position + i / 256);
	out.readable = out.count = 1;
	out.in = length;
	out.segment[0] = (struct virtqueue_segment){flat, length};
	port_send(&network_port[1], &out, VIRTIO_FEATURE(VIRTIO_NET_F_CSUM), position);
	port_commit(&network_port[1], (uint16_t)(position + 1));
}

static bool transmit(unsigned int to)
{
	struct virtqueue_part part[2] = {rig_part(rig_guest.data, PORT_HEADER),
					 rig_part(rig_guest.data + 100, 60)};
	char head[PORT_HEAD];

	network_head(head, 0, to);
	memcpy(rig_guest.data, head, PORT_HEADER);
	memcpy(rig_guest.data + 100, head + PORT_HEADER, PORT_HEAD - PORT_HEADER);
	return rig_do(&net.device, 1, part, 2, 0, &written) != NULL && written == 0;
}

TEST(net_device_transmits)
{
	fresh();
	CHECK(transmit(1) && port_receive(&network_port[1], 0, &in) && in.length == 72);
	CHECK(network_rung[1] == 1 && !port_receive(&network_port[2], 0, &in));
	CHECK(transmit(255) && port_receive(&network_port[1], 0, &in));
	CHECK(port_receive(&network_port[2], 0, &in) && !rig_broken());
}

TEST(net_device_receives_into_one_buffer)
{
	fresh();
	offer(2, 1600);
	rig_raised = 0;
	arrive(1526, 0);
	virtio_device_look(&net.device, 3);
	CHECK(rig_raised == 1);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == rig_guest.data);
	CHECK(written == 1526 && rig_guest.data[10] == 1 && rig_guest.data[11] == 0);
	CHECK(memcmp(rig_guest.data + 12, flat + 12, 1514) == 0);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written));
}

TEST(net_device_merges_buffers)
{
	fresh();
	offer(2, 1600);
	arrive(4000, 0);
	virtio_device_look(&net.device, 3);
	/* Two buffers don't suffice: the frame waits for the third. */
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written));
	struct virtqueue_part part = rig_part(rig_guest.data + 8192, 1600);

	virtqueue_driver_add(&rig_driver[0], &part, 0, 1, &part);
	rig_set(&net.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == rig_guest.data && written == 1600);
	CHECK(rig_guest.data[10] == 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 1600);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == &part && written == 800);
	CHECK(memcmp(rig_guest.data + 4096, flat + 1600, 1600) == 0);
	CHECK(memcmp(rig_guest.data + 8192, flat + 3200, 800) == 0);
}

TEST(net_device_delivers_once_when_it_dies)
{
	fresh();
	offer(4, 1600);
	arrive(100, 0);
	arrive(101, 1);
	/* Behind the driver's index and before the lane's word. */
	uint64_t word = network_half[0][1].head.taken;

	virtio_device_look(&net.device, 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 100);
	network_half[0][1].head.taken = word;
	begin(true);
	arrive(102, 2);
	virtio_device_look(&net.device, 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 101);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 102);
	/* Before the driver's index. */
	arrive(103, 3);
	begin(true);
	virtio_device_look(&net.device, 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 103);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written));
}

TEST(net_device_rings_for_what_it_committed_before_a_death)
{
	unsigned int rung;

	fresh();
	CHECK(transmit(1));
	rung = network_rung[1];
	begin(true);
	CHECK(network_rung[1] == rung + 1);
}

TEST(net_device_makes_the_checksum_for_a_driver_that_does_not)
{
	struct virtio_net_header *h = (void *)rig_guest.data;

	fresh();
	rig_kept.features &= ~VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_CSUM);
	offer(1, 1600);
	network_head(flat, 1, 0);
	memset(flat + PORT_HEAD, 1, 174);
	((struct virtio_net_header *)flat)->flags = 1;
	((struct virtio_net_header *)flat)->csum_start = 34;
	((struct virtio_net_header *)flat)->csum_offset = 6;
	out.in = 200;
	out.readable = out.count = 1;
	out.segment[0] = (struct virtqueue_segment){flat, 200};
	port_send(&network_port[1], &out, VIRTIO_FEATURE(VIRTIO_NET_F_CSUM), 0);
	port_commit(&network_port[1], 1);
	virtio_device_look(&net.device, 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && h->flags == 0);
	/* 77 words of 0x0101. */
	CHECK(*(uint16_t *)(rig_guest.data + 52) == (uint16_t) ~(77 * 0x0101));
}

TEST(net_device_refuses_what_it_should_write)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 100);

	fresh();
	CHECK(!rig_do(&net.device, 1, &part, 0, 1, &written) && rig_broken());
	fresh();
	virtqueue_driver_add(&rig_driver[0], &part, 1, 0, &part);
	arrive(100, 0);
	virtio_device_look(&net.device, 3);
	CHECK(rig_broken());
}

TEST(net_device_forgets_the_frames_of_an_old_life)
{
	fresh();
	arrive(100, 0);
	rig_start(&net.device);
	offer(2, 1600);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written));
	arrive(101, 1);
	virtio_device_look(&net.device, 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 101);
}

/* A frame for the driver: only then are its buffers looked at. */
static void wake(void)
{
	arrive(100, 0);
}

TEST(net_device_survives_a_hostile_driver)
{
	fresh();
	hostile_registers(&net.device);
	hostile_queues(&net.device, 3, fresh, wake);
	fresh();
	CHECK(transmit(1) && port_receive(&network_port[1], 0, &in));
}

TEST(net_device_offers_what_goes_together)
{
	const uint64_t checksums =
	    VIRTIO_FEATURE(VIRTIO_NET_F_CSUM) | VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_CSUM);
	const uint64_t segments =
	    VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO4) | VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO6) |
	    VIRTIO_FEATURE(VIRTIO_NET_F_HOST_ECN) | VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_TSO4) |
	    VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_TSO6) | VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_ECN);
	const uint64_t always =
	    VIRTIO_FEATURE(VIRTIO_NET_F_MAC) | VIRTIO_FEATURE(VIRTIO_NET_F_STATUS) |
	    VIRTIO_FEATURE(VIRTIO_NET_F_MTU) | VIRTIO_FEATURE(VIRTIO_NET_F_MRG_RXBUF);

	fresh();
	CHECK(net.device.features == (always | checksums | segments));
	network_config[0].port.flags = 0;
	virtio_net_configuration(&net, &config);
	CHECK(net.device.features == always);
	/* No control queue, no second pair of queues, nor what needs them. */
	CHECK(net.device.model->queues == 2 && config.max_virtqueue_pairs == 1);
	CHECK(config.mtu >= 68 && config.status == VIRTIO_NET_S_LINK_UP);
}

TEST(net_device_passes_no_segments_to_a_driver_that_takes_none)
{
	struct virtio_net_header *h = (void *)flat;
	uint32_t bad;

	fresh();
	offer(2, 4096);
	kept = (struct virtio_net_kept){0};
	rig_kept.features &=
	    ~(VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_TSO4) | VIRTIO_FEATURE(VIRTIO_NET_F_GUEST_TSO6));
	bad = network_counters[0].bad;
	network_head(flat, 1, 0);
	*h = (struct virtio_net_header){.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
					.gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
					.gso_size = 1448,
					.csum_start = 34,
					.csum_offset = 16};
	out.readable = out.count = 1;
	out.in = 2000;
	out.segment[0] = (struct virtqueue_segment){flat, 2000};
	port_send(&network_port[1], &out,
		  VIRTIO_FEATURE(VIRTIO_NET_F_CSUM) | VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO4), 0);
	port_commit(&network_port[1], 1);
	virtio_device_look(&net.device, 3);
	CHECK(!virtqueue_driver_take(&rig_driver[0], &written));
	CHECK(network_counters[0].bad == bad + 1);
	/* What isn't cut comes, with the header's other fields 0. */
	arrive(1000, 1);
	virtio_device_look(&net.device, 3);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) == rig_guest.data && written == 1000);
	h = (void *)rig_guest.data;
	CHECK(h->flags == 0 && h->gso_type == VIRTIO_NET_HDR_GSO_NONE && h->gso_size == 0 &&
	      h->csum_start == 0 && h->num_buffers == 1);
}
