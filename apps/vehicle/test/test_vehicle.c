/* SPDX-License-Identifier: BSD-3-Clause */
/* The server of properties between two queues that are lists here: packets as no client's kernel would send them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <virtio/vsock.h>
#include "../nmea.h"
#include "../server.h"

#define CLIENT	4u
#define SERVER	3u
#define PORT	1024u
#define MESSAGE ((uint32_t)sizeof(struct vehicle_message))
#define HEADER	((uint32_t)sizeof(struct virtio_vsock_header))
#define RANDOMS 200000

struct packet {
	struct virtio_vsock_header h;
	struct vehicle_message m[SERVER_BYTES / sizeof(struct vehicle_message) + 1];
} __attribute__((packed, aligned(4)));

static const struct vehicle_client may = {0, CLIENT, 1u << VEHICLE_SPEED | 1u << VEHICLE_CABIN,
					  1u << VEHICLE_CABIN | 1u << VEHICLE_BRAKE};
static struct server server;
static struct properties properties;
static struct packet to_server[QUEUE_BUFFERS];
static uint32_t length[QUEUE_BUFFERS], waiting;
static struct packet sent[QUEUE_BUFFERS];
static uint32_t sent_count, room;

/* --- The queues and the device ------------------------------------------------------------------ */

int virtio_driver_begin(struct virtio_driver *d, uintptr_t registers, uint32_t id, uint64_t wanted)
{
	(void)d, (void)registers, (void)id, (void)wanted;
	return 0;
}

int virtio_driver_config(struct virtio_driver *d, unsigned int offset, void *to, unsigned int width,
			 unsigned int count)
{
	const uint64_t cid = SERVER;

	(void)d, (void)offset;
	memcpy(to, &cid, (size_t)width * count);
	return 0;
}

void virtio_driver_ready(struct virtio_driver *d)
{
	(void)d;
}

int queue_begin(struct queue *q, struct virtio_driver *device, unsigned int index, bool receives)
{
	(void)q, (void)device, (void)index, (void)receives;
	return 0;
}

void queue_fill(struct queue *q)
{
	(void)q;
}

char *queue_receive(struct queue *q, uint32_t *bytes)
{
	static uint32_t next;

	(void)q;
	if (next == waiting) {
		next = waiting = 0;
		return NULL;
	}
	*bytes = length[next];
	return (char *)&to_server[next++];
}

void queue_return(struct queue *q, char *message)
{
	(void)q, (void)message;
}

char *queue_room(struct queue *q)
{
	(void)q;
	return sent_count < room ? (char *)&sent[sent_count] : NULL;
}

void queue_send(struct queue *q, uint32_t bytes)
{
	(void)q;
	assert_true(sent_count < room);
	assert_int_equal(bytes, HEADER + sent[sent_count].h.len);
	sent_count++;
}

/* --- The client --------------------------------------------------------------------------------- */

static int begin(void **unused)
{
	(void)unused;
	memset(&server, 0, sizeof(server));
	properties = (struct properties){.value = {[VEHICLE_CABIN] = 20000}};
	waiting = 0;
	room = QUEUE_BUFFERS;
	return server_begin(&server, &may);
}

static struct packet *put_packet(uint32_t port, uint16_t op, uint32_t bytes)
{
	struct packet *p = &to_server[waiting];

	assert_true(waiting < QUEUE_BUFFERS);
	memset(p, 0, sizeof(*p));
	p->h = (struct virtio_vsock_header){.src_cid = CLIENT,
					    .dst_cid = SERVER,
					    .src_port = port,
					    .dst_port = VEHICLE_PORT,
					    .len = bytes,
					    .type = VIRTIO_VSOCK_TYPE_STREAM,
					    .op = op,
					    .buf_alloc = 1u << 20};
	length[waiting++] = HEADER + bytes;
	return p;
}

static void look(void)
{
	sent_count = 0;
	server_look(&server, &properties);
}

/* Looks, and expects one packet. */
static void expect(uint16_t op, uint32_t port)
{
	look();
	assert_int_equal(sent_count, 1);
	assert_int_equal(sent[0].h.op, op);
	assert_int_equal(sent[0].h.dst_port, port);
	assert_int_equal(sent[0].h.dst_cid, CLIENT);
}

static void connect(uint32_t port)
{
	put_packet(port, VIRTIO_VSOCK_OP_REQUEST, 0);
	expect(VIRTIO_VSOCK_OP_RESPONSE, port);
}

static struct packet *put_message(uint32_t operation, uint32_t property, int64_t value)
{
	struct packet *p = put_packet(PORT, VIRTIO_VSOCK_OP_RW, MESSAGE);

	p->m[0] = (struct vehicle_message){
	    .operation = operation, .property = property, .token = 7, .value = value};
	return p;
}

static struct vehicle_message ask(uint32_t operation, uint32_t property, int64_t value)
{
	put_message(operation, property, value);
	expect(VIRTIO_VSOCK_OP_RW, PORT);
	assert_int_equal(sent[0].m[0].token, 7);
	return sent[0].m[0];
}

/* --- Tests -------------------------------------------------------------------------------------- */

static void takes_whole_packets_alone(void **unused)
{
	static const uint32_t wrong[] = {0, 1, MESSAGE - 1, MESSAGE + 1, 1u << 31, UINT32_MAX};

	(void)unused;
	connect(PORT);
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		put_packet(PORT, VIRTIO_VSOCK_OP_RW, MESSAGE)->h.len = wrong[i];
		look();
		assert_int_equal(sent_count, 0);
	}
	for (uint32_t bytes = 0; bytes < HEADER; bytes++) {
		put_packet(PORT, VIRTIO_VSOCK_OP_RST, 0);
		length[0] = bytes;
		look();
	}
	assert_int_equal(ask(VEHICLE_GET, VEHICLE_CABIN, 0).value, 20000);
}

static void joins_parts_and_parts_joined(void **unused)
{
	struct packet *both;

	(void)unused;
	connect(PORT);
	for (uint32_t i = 0; i < MESSAGE; i++) {
		const struct vehicle_message get = {VEHICLE_GET, VEHICLE_CABIN, 0, 5, 0};
		struct packet *p = put_packet(PORT, VIRTIO_VSOCK_OP_RW, 1);

		memcpy(p->m, (const char *)&get + i, 1);
		look();
		assert_int_equal(sent_count, i == MESSAGE - 1);
	}
	assert_int_equal(sent[0].m[0].token, 5);
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, 0);
	both = put_packet(PORT, VIRTIO_VSOCK_OP_RW, 2 * MESSAGE);
	both->m[0] = (struct vehicle_message){VEHICLE_SET, VEHICLE_CABIN, 0, 8, 21000};
	both->m[1] = (struct vehicle_message){VEHICLE_GET, VEHICLE_CABIN, 0, 9, 0};
	look();
	assert_int_equal(sent_count, 2);
	assert_int_equal(sent[0].m[0].token, 8);
	assert_int_equal(sent[1].m[0].token, 9);
	assert_int_equal(sent[1].m[0].value, 21000);
	assert_int_equal(sent[1].h.fwd_cnt, 3 * MESSAGE);
}

/* Half a message then silence holds up nothing, and a connection of the same port begins without it. */
static void forgets_what_was_cut(void **unused)
{
	(void)unused;
	connect(PORT + 1);
	put_packet(PORT + 1, VIRTIO_VSOCK_OP_RW, MESSAGE / 2);
	connect(PORT);
	assert_int_equal(ask(VEHICLE_SUBSCRIBE, VEHICLE_SPEED, 0).status, VEHICLE_OK);
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, MESSAGE - 1);
	put_packet(PORT, VIRTIO_VSOCK_OP_RST, 0);
	properties.value[VEHICLE_SPEED]++;
	look();
	assert_int_equal(sent_count, 0);
	connect(PORT);
	properties.value[VEHICLE_SPEED]++;
	assert_int_equal(ask(VEHICLE_GET, VEHICLE_SPEED, 0).value, 2);
}

static void refuses_strangers(void **unused)
{
	(void)unused;
	put_packet(PORT, VIRTIO_VSOCK_OP_REQUEST, 0)->h.src_cid = CLIENT + 1;
	put_packet(PORT, VIRTIO_VSOCK_OP_REQUEST, 0)->h.dst_cid = SERVER + 1;
	put_packet(PORT, VIRTIO_VSOCK_OP_RST, 0);
	look();
	assert_int_equal(sent_count, 0);
	put_packet(PORT, VIRTIO_VSOCK_OP_REQUEST, 0)->h.dst_port++;
	expect(VIRTIO_VSOCK_OP_RST, PORT);
	put_packet(PORT, VIRTIO_VSOCK_OP_REQUEST, 0)->h.type = VIRTIO_VSOCK_TYPE_SEQPACKET;
	expect(VIRTIO_VSOCK_OP_RST, PORT);
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, MESSAGE);
	expect(VIRTIO_VSOCK_OP_RST, PORT);
	connect(PORT);
	put_packet(PORT, VIRTIO_VSOCK_OP_REQUEST, 0);
	expect(VIRTIO_VSOCK_OP_RST, PORT);
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, MESSAGE);
	expect(VIRTIO_VSOCK_OP_RST, PORT);
}

static void ends_stream_above_its_room(void **unused)
{
	(void)unused;
	connect(PORT);
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, SERVER_BYTES + 1);
	expect(VIRTIO_VSOCK_OP_RST, PORT);
	connect(PORT);
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, SERVER_BYTES)->h.buf_alloc = 0;
	put_packet(PORT, VIRTIO_VSOCK_OP_RW, 1)->h.buf_alloc = 0;
	expect(VIRTIO_VSOCK_OP_RST, PORT);
}

static void say_credit(uint32_t size, uint32_t taken)
{
	struct packet *p = put_packet(PORT, VIRTIO_VSOCK_OP_CREDIT_UPDATE, 0);

	p->h.buf_alloc = size;
	p->h.fwd_cnt = taken;
	look();
}

/* Who has no room gets nothing, also if it claims to have taken what wasn't sent; its message isn't lost. */
static void waits_for_credit(void **unused)
{
	static const uint32_t taken[] = {1, MESSAGE, 1u << 31, UINT32_MAX};

	(void)unused;
	connect(PORT);
	put_message(VEHICLE_GET, VEHICLE_CABIN, 0)->h.buf_alloc = MESSAGE - 1;
	look();
	assert_int_equal(sent_count, 0);
	for (unsigned int i = 0; i < sizeof(taken) / sizeof(*taken); i++) {
		say_credit(taken[i] == UINT32_MAX ? MESSAGE : 1u << 20, taken[i]);
		assert_int_equal(sent_count, 0);
	}
	put_packet(PORT, VIRTIO_VSOCK_OP_CREDIT_REQUEST, 0)->h.buf_alloc = 0;
	expect(VIRTIO_VSOCK_OP_CREDIT_UPDATE, PORT);
	assert_int_equal(sent[0].h.fwd_cnt, 0);
	assert_int_equal(sent[0].h.buf_alloc, SERVER_BYTES);
	say_credit(UINT32_MAX, 0);
	assert_int_equal(sent_count, 1);
	assert_int_equal(sent[0].m[0].value, 20000);
}

static void knows_rights_and_ranges(void **unused)
{
	static const int64_t wrong[] = {INT64_MIN, -1, 0, 15999, 28001, INT64_MAX};

	(void)unused;
	connect(PORT);
	for (uint32_t p = VEHICLE_PROPERTIES; p; p = p << 1 | (p & 1)) {
		assert_int_equal(ask(VEHICLE_SUBSCRIBE, p, 1).status, VEHICLE_UNKNOWN);
		if (p >> 31)
			break;
	}
	assert_int_equal(ask(VEHICLE_GET, UINT32_MAX, 1).status, VEHICLE_UNKNOWN);
	assert_int_equal(ask(VEHICLE_EVENT, VEHICLE_CABIN, 1).status, VEHICLE_INVALID);
	assert_int_equal(ask(0, VEHICLE_CABIN, 1).status, VEHICLE_INVALID);
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(ask(VEHICLE_SET, VEHICLE_CABIN, wrong[i]).status, VEHICLE_RANGE);
	assert_int_equal(ask(VEHICLE_SUBSCRIBE, VEHICLE_BRAKE, 0).status, VEHICLE_DENIED);
	assert_int_equal(ask(VEHICLE_SET, VEHICLE_BRAKE, 1).value, 0); /* not readable */
	assert_int_equal(properties.value[VEHICLE_BRAKE], 1);
	assert_int_equal(ask(VEHICLE_SET, VEHICLE_SPEED, 0).status, VEHICLE_DENIED);
}

/* However often it subscribed, and to what it sets itself, a change is one event. */
static void tells_a_change_once(void **unused)
{
	(void)unused;
	connect(PORT);
	for (unsigned int i = 0; i < 10000; i++)
		assert_int_equal(ask(VEHICLE_SUBSCRIBE, VEHICLE_CABIN, 0).status, VEHICLE_OK);
	put_message(VEHICLE_SET, VEHICLE_CABIN, 25000);
	look();
	assert_int_equal(sent_count, 2);
	assert_int_equal(sent[1].m[0].operation, VEHICLE_EVENT);
	assert_int_equal(sent[1].m[0].value, 25000);
	look();
	assert_int_equal(sent_count, 0);
	assert_int_equal(ask(VEHICLE_UNSUBSCRIBE, VEHICLE_CABIN, 0).status, VEHICLE_OK);
	ask(VEHICLE_SET, VEHICLE_CABIN, 26000);
}

/* A client that began anew, and whose kernel answers for the connections of its earlier life, gets in. */
static void asks_whether_streams_live(void **unused)
{
	(void)unused;
	connect(PORT);
	connect(PORT + 1);
	put_packet(PORT + 2, VIRTIO_VSOCK_OP_REQUEST, 0);
	look();
	assert_int_equal(sent_count, 1 + SERVER_STREAMS);
	for (uint32_t i = 0; i < sent_count; i++) {
		uint32_t port = sent[i].h.dst_port;

		assert_int_equal(sent[i].h.op, port == PORT + 2 ? VIRTIO_VSOCK_OP_RST
								: VIRTIO_VSOCK_OP_CREDIT_REQUEST);
		if (port == PORT + 1)
			put_packet(port, VIRTIO_VSOCK_OP_RST, 0);
		if (port == PORT)
			put_packet(port, VIRTIO_VSOCK_OP_CREDIT_UPDATE, 0);
	}
	look();
	assert_int_equal(sent_count, 0);
	connect(PORT + 2);
	assert_int_equal(ask(VEHICLE_GET, VEHICLE_CABIN, 0).status, VEHICLE_OK);
}

static uint32_t random_word(void)
{
	static uint32_t seed = 1;

	seed = seed * 1664525 + 1013904223;
	return seed >> (seed >> 28);
}

/* Random packets, mostly of a stream, and a device that takes few answers. */
static void survives_random_packets(void **unused)
{
	uint32_t streams = 0;

	(void)unused;
	for (int round = 0; round < RANDOMS; round++) {
		for (uint32_t n = random_word() % QUEUE_BUFFERS; n > 0; n--) {
			struct packet *p =
			    put_packet(PORT + random_word() % 4, (uint16_t)(random_word() % 9),
				       random_word() % (uint32_t)sizeof(p->m));

			for (uint32_t i = 0; i < sizeof(p->m) / MESSAGE; i++)
				p->m[i] = (struct vehicle_message){
				    random_word() & 7, random_word() & 7, 0, 0, random_word() & 1};
			p->h.buf_alloc = random_word();
			p->h.fwd_cnt = random_word() & 0xff;
		}
		room = random_word() % (QUEUE_BUFFERS + 1);
		properties.value[VEHICLE_SPEED] = random_word();
		look();
		for (uint32_t s = 0; s < SERVER_STREAMS; s++) {
			assert_true(server.stream[s].got <= SERVER_BYTES);
			streams += server.stream[s].used;
		}
		assert_true(properties.value[VEHICLE_BRAKE] >> 1 == 0);
		assert_int_equal(properties.value[VEHICLE_ENGINE], 0);
	}
	assert_true(streams > RANDOMS / 10);
}

static void writes_no_longer_line(void **unused)
{
	const struct nmea_fix most = {UINT32_MAX, 311299, 90 * 600000, 180 * 600000,
				      9999999,	  359,	  99999};
	const struct nmea_fix fix = {45296780, 291126, 30907000, 4471234, 13890, 0, 860};
	char line[NMEA_LINE];

	(void)unused;
	assert_true(nmea_rmc(line, &most) < NMEA_LINE);
	assert_true(nmea_gga(line, &most) < NMEA_LINE);
	nmea_rmc(line, &fix);
	assert_string_equal(
	    line, "$GPRMC,123456.78,A,5130.7000,N,00727.1234,E,27.0,0.0,291126,,,A*6A\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(takes_whole_packets_alone, begin),
	    cmocka_unit_test_setup(joins_parts_and_parts_joined, begin),
	    cmocka_unit_test_setup(forgets_what_was_cut, begin),
	    cmocka_unit_test_setup(refuses_strangers, begin),
	    cmocka_unit_test_setup(ends_stream_above_its_room, begin),
	    cmocka_unit_test_setup(waits_for_credit, begin),
	    cmocka_unit_test_setup(knows_rights_and_ranges, begin),
	    cmocka_unit_test_setup(tells_a_change_once, begin),
	    cmocka_unit_test_setup(asks_whether_streams_live, begin),
	    cmocka_unit_test_setup(survives_random_packets, begin),
	    cmocka_unit_test(writes_no_longer_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
