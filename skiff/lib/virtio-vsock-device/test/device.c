/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include "../../virtio-mmio/test/hostile.h"
#include "join.h"

static struct virtio_vsock_device vsock;
static struct packet packet;
static int64_t written;

static void begin(bool resume)
{
	join_device(&vsock, resume);
	rig_device(&vsock.device, &virtio_vsock_model);
	virtio_device_begin(&vsock.device, &join_config, resume);
}

static void fresh(void)
{
	memset(join_half, 0, sizeof(join_half));
	memset(join_rung, 0, sizeof(join_rung));
	for (unsigned int i = 0; i < sizeof(join_flat); i++)
		join_flat[i] = (char)(i ^ i >> 8);
	begin(false);
	join_peers();
	rig_start(&vsock.device);
	join_meet();
	memset(rig_guest.data, 0, sizeof(rig_guest.data));
}

static void look(void)
{
	while (virtio_device_look(&vsock.device, ~0u) == VIRTIO_AGAIN)
		continue;
}

/* Buffers to receive into, of `size` bytes each, one every 4096 from 65536 on. */
static void offer(unsigned int count, uint32_t size)
{
	for (unsigned int i = 0; i < count; i++) {
		char *at = rig_guest.data + 65536 + 4096 * i;
		struct virtqueue_part part = rig_part(at, size);

		CHECK(virtqueue_driver_add(&rig_driver[0], &part, 0, 1, at) == 0);
	}
	rig_set(&vsock.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
}

/* The driver sends; @return it has the buffer back */
static bool send(struct virtio_vsock_header h, uint32_t data)
{
	struct virtqueue_part part = rig_part(rig_guest.data, JOIN_HEAD + data);

	memcpy(rig_guest.data, join_flat, JOIN_HEAD + data);
	memcpy(rig_guest.data, &h, JOIN_HEAD);
	return rig_do(&vsock.device, 1, &part, 1, 0, &written);
}

/* The next packet that the driver received, or NULL. */
static const struct virtio_vsock_header *received(void)
{
	return virtqueue_driver_take(&rig_driver[0], &written);
}

TEST(vsock_packets_cross)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 5000);
	const struct virtio_vsock_header *r;

	fresh();
	CHECK(send(h, 5000) && join_rung[0] == 2); /* at the start, too */
	CHECK(packet_get(&join_peer[0], &packet) == 1 && packet.length == JOIN_HEAD + 5000);
	CHECK(!memcmp(packet.part[0].at, &h, JOIN_HEAD) &&
	      !memcmp(packet.part[0].at + JOIN_HEAD, join_flat + JOIN_HEAD, 2000));
	offer(1, 4096);
	h = join_header(4, 3, VIRTIO_VSOCK_OP_RW, 100);
	join_send(0, h, JOIN_HEAD + 100);
	look();
	r = received();
	CHECK(r && written == JOIN_HEAD + 100 && !memcmp(r, &h, JOIN_HEAD) &&
	      !memcmp(r + 1, join_flat + JOIN_HEAD, 100) && !rig_broken());
}

TEST(vsock_packet_is_cut_to_the_drivers_buffers)
{
	struct virtio_vsock_header h = join_header(4, 3, VIRTIO_VSOCK_OP_RW, 5000);
	const struct virtio_vsock_header *r;

	h.type = VIRTIO_VSOCK_TYPE_SEQPACKET;
	h.flags = VIRTIO_VSOCK_SEQ_EOM;
	fresh();
	offer(2, JOIN_HEAD + 2000);
	join_send(0, h, JOIN_HEAD + 5000);
	look();
	for (unsigned int i = 0; i < 2; i++) {
		r = received();
		CHECK(r && r->len == 2000 && r->flags == 0 &&
		      !memcmp(r + 1, join_flat + JOIN_HEAD + i * 2000, 2000));
	}
	/* In the middle of it, the device dies. */
	begin(true);
	offer(1, JOIN_HEAD + 2000);
	r = received();
	CHECK(r && r->len == 1000 && r->flags == VIRTIO_VSOCK_SEQ_EOM &&
	      !memcmp(r + 1, join_flat + JOIN_HEAD + 4000, 1000));
	offer(1, JOIN_HEAD + 2000);
	CHECK(!received() && !rig_broken());
}

TEST(vsock_answers_with_rst_what_is_not_allowed)
{
	static const struct {
		uint64_t to;
		uint16_t op, type;
	} refused[] = {{5, VIRTIO_VSOCK_OP_REQUEST, VIRTIO_VSOCK_TYPE_STREAM},
		       {2, VIRTIO_VSOCK_OP_REQUEST, VIRTIO_VSOCK_TYPE_STREAM},
		       {6, VIRTIO_VSOCK_OP_RW, VIRTIO_VSOCK_TYPE_STREAM},
		       {(1ull << 32) + 4, VIRTIO_VSOCK_OP_REQUEST, VIRTIO_VSOCK_TYPE_STREAM},
		       {4, VIRTIO_VSOCK_OP_REQUEST, 3}};

	fresh();
	for (unsigned int i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct virtio_vsock_header h = join_header(3, refused[i].to, refused[i].op, 0);
		const struct virtio_vsock_header *r;

		h.type = refused[i].type;
		/* Without a buffer for the answer, it waits. */
		CHECK(!send(h, 0));
		offer(1, JOIN_HEAD + 100);
		r = received();
		CHECK(r && written == JOIN_HEAD && r->op == VIRTIO_VSOCK_OP_RST &&
		      r->src_cid == refused[i].to && r->dst_cid == 3 && r->src_port == 20 &&
		      r->dst_port == 10 && r->len == 0);
		CHECK(virtqueue_driver_take(&rig_driver[1], &written));
		h.op = VIRTIO_VSOCK_OP_RST; /* no answer to that */
		CHECK(refused[i].to == 5 || refused[i].to == 4 || send(h, 0));
	}
	CHECK(packet_get(&join_peer[1], &packet) == 0 && !received() && !rig_broken());
}

TEST(vsock_sends_in_no_other_name)
{
	fresh();
	CHECK(send(join_header(5, 4, VIRTIO_VSOCK_OP_REQUEST, 0), 0));
	CHECK(packet_get(&join_peer[0], &packet) == 0 && !received());
}

TEST(vsock_takes_from_a_peer_what_it_may_send_only)
{
	struct virtio_vsock_header good = join_header(4, 3, VIRTIO_VSOCK_OP_REQUEST, 0), h;

	fresh();
	offer(4, 4096);
	h = good, h.src_cid = 5;
	join_send(0, h, JOIN_HEAD);
	h = good, h.dst_cid = 4;
	join_send(0, h, JOIN_HEAD);
	h = good, h.len = 1;
	join_send(0, h, JOIN_HEAD);
	join_send(0, good, JOIN_HEAD - 1);
	h = join_header(4, 3, VIRTIO_VSOCK_OP_RW, 7);
	join_send(0, h, JOIN_HEAD + 8);
	join_send(1, join_header(5, 3, VIRTIO_VSOCK_OP_REQUEST, 0), JOIN_HEAD);
	look();
	CHECK(!received() && !rig_broken());
	join_send(0, good, JOIN_HEAD);
	look();
	CHECK(received());
}

TEST(vsock_waits_for_room_in_the_lane)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 60000);
	unsigned int rung;

	fresh();
	CHECK(send(h, 60000) && send(h, 60000));
	CHECK(!send(h, 60000));
	CHECK(packet_get(&join_peer[0], &packet) == 1);
	lane_taken(&join_peer[0], 0);
	look();
	CHECK(virtqueue_driver_take(&rig_driver[1], &written));
	/* The other way round: it rings when so much was taken that the peer may wait. */
	offer(1, 4096);
	join_send(0, join_header(4, 3, VIRTIO_VSOCK_OP_RW, 100), JOIN_HEAD + 100);
	rung = join_rung[0];
	look();
	CHECK(received() && join_rung[0] == rung);
	offer(15, 4096);
	join_send(0, join_header(4, 3, VIRTIO_VSOCK_OP_RW, 60000), JOIN_HEAD + 60000);
	join_send(0, join_header(4, 3, VIRTIO_VSOCK_OP_RW, 60000), JOIN_HEAD + 60000);
	look();
	CHECK(join_rung[0] == rung + 1);
}

TEST(vsock_goes_on_by_a_bell_with_what_the_budget_left)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 60000);
	unsigned int got = 0, back = 0;

	fresh();
	/* The driver's third packet finds no room, and its others are behind that. */
	for (unsigned int i = 0; i < 6; i++)
		back += send(h, 60000);
	CHECK(back == 2);
	for (unsigned int bells = 0; bells < 6; bells++) {
		while (packet_get(&join_peer[0], &packet) == 1)
			got++;
		lane_taken(&join_peer[0], 0);
		while (virtio_device_look(&vsock.device, virtio_vsock_model.bell) == VIRTIO_AGAIN)
			continue;
		while (virtqueue_driver_take(&rig_driver[1], &written))
			back++;
	}
	CHECK(got == 6 && back == 6);
}

TEST(vsock_rings_for_what_it_committed_before_a_death)
{
	unsigned int rung;

	fresh();
	CHECK(send(join_header(3, 4, VIRTIO_VSOCK_OP_RW, 1), 1));
	rung = join_rung[0];
	begin(true);
	CHECK(join_rung[0] == rung + 1);
}

TEST(vsock_refuses_for_a_peer_that_is_not_there)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 1);

	fresh();
	join_peers(); /* they begin anew, and haven't met the device */
	offer(1, 4096);
	CHECK(send(h, 1) && received());
	join_meet();
	CHECK(send(h, 1) && packet_get(&join_peer[0], &packet) == 1);
	/* A reset of the device: the peer's packets are of another life. */
	join_send(0, join_header(4, 3, VIRTIO_VSOCK_OP_RW, 100), JOIN_HEAD + 100);
	rig_start(&vsock.device);
	CHECK(!lane_met(&join_peer[0]));
	offer(1, 4096);
	CHECK(!received());
}

TEST(vsock_sends_nothing_twice_after_a_death)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 1);
	struct virtq_used *used = rig_driver[1].used;

	fresh();
	CHECK(send(h, 1));
	/* The lane has the next one, and the driver hasn't got its buffer back. */
	send(h, 1);
	used->index--;
	rig_kept_queue[1].rings.used--;
	begin(true);
	look();
	CHECK(packet_get(&join_peer[0], &packet) == 1 && packet_get(&join_peer[0], &packet) == 1 &&
	      packet_get(&join_peer[0], &packet) == 0);
	CHECK(send(h, 1) && packet_get(&join_peer[0], &packet) == 1);
}

TEST(vsock_breaks_with_a_driver_that_breaks_the_rules)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 20),
			      small = rig_part(rig_guest.data, JOIN_HEAD);

	fresh();
	CHECK(!rig_do(&vsock.device, 1, &part, 1, 0, &written) && rig_broken()); /* no header */
	fresh();
	CHECK(!send(join_header(3, 4, VIRTIO_VSOCK_OP_RW, 2), 1) && rig_broken());
	fresh();
	virtqueue_driver_add(&rig_driver[0], &small, 0, 1, &small);
	join_send(0, join_header(4, 3, VIRTIO_VSOCK_OP_RW, 1), JOIN_HEAD + 1);
	look();
	CHECK(rig_broken());
}

TEST(vsock_survives_a_hostile_driver)
{
	fresh();
	hostile_registers(&vsock.device);
	hostile_queues(&vsock.device, 1u << VIRTIO_VSOCK_QUEUE_TRANSMIT, fresh, NULL);
}

TEST(vsock_transmits_while_nothing_can_be_received)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 100);

	fresh();
	/* A packet waits, and there is no buffer for it. */
	join_send(0, join_header(4, 3, VIRTIO_VSOCK_OP_RW, 100), JOIN_HEAD + 100);
	look();
	CHECK(!received());
	for (unsigned int i = 0; i < 3; i++)
		CHECK(send(h, 100) && packet_get(&join_peer[0], &packet) == 1);
	offer(1, 4096);
	CHECK(received());
}

TEST(vsock_answers_an_unknown_type_with_rst)
{
	struct virtio_vsock_header h = join_header(3, 4, VIRTIO_VSOCK_OP_RW, 0);
	const struct virtio_vsock_header *r;

	fresh();
	h.type = 77;
	offer(1, 4096);
	CHECK(send(h, 0) && packet_get(&join_peer[0], &packet) == 0);
	r = received();
	CHECK(r && r->op == VIRTIO_VSOCK_OP_RST && r->type == 77 && r->src_cid == 4);
}
