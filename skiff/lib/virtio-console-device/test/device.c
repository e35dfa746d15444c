/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/virtio_console_device.h>
#include "../../virtio-mmio/test/hostile.h"

#define SLOTS VIRTIO_CONSOLE_SLOTS

/* The device has port 0 and port 1, whose other end is the test's. */
static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(SLOTS, PACKET_SLOT)];
} half[2];
static struct virtio_console_device console;
static struct virtio_console_kept kept;
static const struct virtio_console_config config = {.max_nr_ports = 2};
static struct lane peer;
static struct packet packet;
static char text[100];
static uint32_t text_size;
static unsigned int rung;
static int64_t written;

static void write_text(const char *from, uint32_t size)
{
	memcpy(text + text_size, from, size);
	text_size += size;
}

static void ring(unsigned int bell)
{
	rung += bell;
}

static void begin(bool resume)
{
	console = (struct virtio_console_device){
	    .kept = &kept, .write = write_text, .ring = ring, .count = 2};
	console.port[1] = (struct virtio_console_port){.bell = 1, .name = "peer"};
	lane_attach(&console.port[1].lane, &half[0].head, &half[1].head, SLOTS, PACKET_SLOT,
		    resume);
	rig_device(&console.device, &virtio_console_model);
	virtio_device_begin(&console.device, &config, resume);
}

static void look(void)
{
	while (virtio_device_look(&console.device, ~0u) == VIRTIO_AGAIN)
		continue;
}

/* Buffers to receive into, one every 4096 from 65536 on. */
static void offer(unsigned int queue, unsigned int count, uint32_t size)
{
	for (unsigned int i = 0; i < count; i++) {
		char *at = rig_guest.data + 65536 + 4096 * i;
		struct virtqueue_part part = rig_part(at, size);

		CHECK(virtqueue_driver_add(&rig_driver[queue], &part, 0, 1, at) == 0);
	}
	rig_set(&console.device, VIRTIO_MMIO_QUEUE_NOTIFY, queue);
}

static bool send(unsigned int queue, const void *data, uint32_t size)
{
	struct virtqueue_part part = rig_part(rig_guest.data, size);

	memcpy(rig_guest.data, data, size);
	return rig_do(&console.device, queue, &part, 1, 0, &written);
}

static void say(uint32_t id, uint16_t event, uint16_t value)
{
	struct virtio_console_control m = {id, event, value};

	CHECK(send(VIRTIO_CONSOLE_QUEUE_CONTROL_TRANSMIT, &m, sizeof(m)));
}

/* The next message for the driver. */
static bool told(uint32_t id, uint16_t event, uint16_t value)
{
	struct virtio_console_control m = {id, event, value};
	const void *at = virtqueue_driver_take(&rig_driver[2], &written);

	return at && !memcmp(at, &m, sizeof(m));
}

/* A driver that has found both ports, and opened port 1. */
static void fresh(void)
{
	memset(half, 0, sizeof(half));
	memset(rig_guest.data, 0, sizeof(rig_guest.data));
	text_size = 0;
	begin(false);
	lane_attach(&peer, &half[1].head, &half[0].head, SLOTS, PACKET_SLOT, false);
	rig_start(&console.device);
	lane_meet(&peer, 0);
	offer(2, 10, 100);
	say(0, VIRTIO_CONSOLE_DEVICE_READY, 1);
	CHECK(told(0, VIRTIO_CONSOLE_DEVICE_ADD, 1) && told(1, VIRTIO_CONSOLE_DEVICE_ADD, 1));
	say(0, VIRTIO_CONSOLE_PORT_READY, 1);
	CHECK(told(0, VIRTIO_CONSOLE_CONSOLE_PORT, 1) && told(0, VIRTIO_CONSOLE_PORT_OPEN, 1));
	say(1, VIRTIO_CONSOLE_PORT_READY, 1);
	CHECK(told(1, VIRTIO_CONSOLE_PORT_NAME, 1) &&
	      written == sizeof(struct virtio_console_control) + 4);
	say(1, VIRTIO_CONSOLE_PORT_OPEN, 1);
}

TEST(console_text_goes_to_the_machines)
{
	fresh();
	CHECK(send(1, "0123456789012345678901234567890123456789012345678901234", 55));
	CHECK(text_size == 55 && !memcmp(text + 45, "5678901234", 10) && !rig_broken());
}

TEST(console_ports_tell_each_other_when_they_are_open)
{
	fresh();
	CHECK(lane_their_position(&peer) == 1 && !virtqueue_driver_take(&rig_driver[2], &written));
	lane_taken(&peer, 1);
	look();
	CHECK(told(1, VIRTIO_CONSOLE_PORT_OPEN, 1));
	lane_taken(&peer, 0);
	look();
	CHECK(told(1, VIRTIO_CONSOLE_PORT_OPEN, 0));
	say(1, VIRTIO_CONSOLE_PORT_OPEN, 0);
	CHECK(lane_their_position(&peer) == 0);
	/* The peer's driver is reset. */
	lane_taken(&peer, 1);
	look();
	CHECK(told(1, VIRTIO_CONSOLE_PORT_OPEN, 1));
	lane_leave(&peer);
	look();
	CHECK(told(1, VIRTIO_CONSOLE_PORT_OPEN, 0));
}

TEST(console_bytes_cross)
{
	static char flat[5000];

	fresh();
	for (unsigned int i = 0; i < sizeof(flat); i++)
		flat[i] = (char)(i ^ i >> 8);
	CHECK(send(5, flat, sizeof(flat)) && packet_get(&peer, &packet) == 1 &&
	      packet.length == sizeof(flat) && !memcmp(packet.part[2].at, flat + 4096, 904));
	lane_taken(&peer, 1);
	offer(4, 2, 2000);
	CHECK(packet_put(&peer,
			 &(struct virtqueue_chain){
			     .in = 5000, .readable = 1, .count = 1, .segment = {{flat, 5000}}},
			 "", 0));
	lane_commit(&peer, 0);
	look();
	for (unsigned int i = 0; i < 2; i++) {
		const char *at = virtqueue_driver_take(&rig_driver[4], &written);

		CHECK(at && written == 2000 && !memcmp(at, flat + 2000 * i, 2000));
	}
	/* In the middle of it, the device dies. */
	begin(true);
	offer(4, 1, 2000);
	CHECK(virtqueue_driver_take(&rig_driver[4], &written) && written == 1000 &&
	      !memcmp(rig_guest.data + 65536, flat + 4000, 1000) && !rig_broken());
}

TEST(console_writer_waits_for_its_reader)
{
	static char flat[PACKET_PARTS * PACKET_SLOT];

	fresh();
	CHECK(send(5, flat, 65536) && send(5, flat, 60000));
	CHECK(!send(5, flat, 65536));
	CHECK(packet_get(&peer, &packet) == 1);
	lane_taken(&peer, 1);
	look();
	CHECK(virtqueue_driver_take(&rig_driver[5], &written));
	lane_leave(&peer); /* nobody is there: it is lost */
	CHECK(send(5, flat, sizeof(flat)) && !rig_broken());
}

TEST(console_tells_all_again_after_a_death)
{
	fresh();
	lane_taken(&peer, 1);
	begin(true);
	look();
	CHECK(told(0, VIRTIO_CONSOLE_CONSOLE_PORT, 1) && told(1, VIRTIO_CONSOLE_PORT_NAME, 1) &&
	      told(0, VIRTIO_CONSOLE_PORT_OPEN, 1) && told(1, VIRTIO_CONSOLE_PORT_OPEN, 1));
	CHECK(lane_their_position(&peer) == 1);
}

TEST(console_breaks_with_a_driver_that_breaks_the_rules)
{
	static char flat[PACKET_PARTS * PACKET_SLOT + 1];

	fresh();
	CHECK(!send(3, flat, 7) && rig_broken());
	fresh();
	CHECK(!send(5, flat, sizeof(flat)) && rig_broken());
	fresh();
	say(7, VIRTIO_CONSOLE_PORT_READY, 1); /* ports that don't exist, and events */
	say(7, VIRTIO_CONSOLE_PORT_OPEN, 1);
	say(0, 77, 1);
	CHECK(!rig_broken());
	offer(2, 1, 7); /* too small for a message */
	say(1, VIRTIO_CONSOLE_PORT_READY, 1);
}

static void begin_again(void)
{
	begin(false);
	rig_start(&console.device);
}

TEST(console_survives_a_hostile_driver)
{
	begin_again();
	hostile_registers(&console.device);
	/* What a driver sends; buffers to receive into are looked at only when there is something for them. */
	hostile_queues(&console.device,
		       1u << 1 | 1u << VIRTIO_CONSOLE_QUEUE_CONTROL_TRANSMIT |
			   1u << VIRTIO_CONSOLE_PORT_TRANSMIT(1),
		       begin_again, NULL);
	CHECK(text_size == 0);
	/* Neither a size nor an emergency write is offered. */
	CHECK(((console.device.features | console.device.model->features) &
	       (VIRTIO_FEATURE(VIRTIO_CONSOLE_F_SIZE) |
		VIRTIO_FEATURE(VIRTIO_CONSOLE_F_EMERG_WRITE))) == 0);
}
