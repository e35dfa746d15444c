/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../gate.h"

#define HZ	1000u
#define RATE	10u
#define RANDOMS 100000
#define FIRST	(CAN_EXTENDED | 0x18fef100u)
#define LAST	(CAN_EXTENDED | 0x1fffffffu)

/* Peer 0 may send and receive the standard identifiers 100 … 1ff and the last extended ones, peer 1 the last standard one. */
static const struct {
	struct can_port head;
	struct can_rule rule[3];
} port = {{RATE, 2, 3, 0}, {{0x100, 0x1ff, 1, 1}, {FIRST, LAST, 1, 1}, {0x7ff, 0x7ff, 2, 2}}};
static struct can_half mine[2], theirs[2];
static struct gate_kept kept;
static struct gate gate;
static uint64_t time;
static unsigned int rings, prepared;

static void ring(unsigned int bell)
{
	assert_true(bell < 2);
	rings++;
}
static uint64_t now(void)
{
	return time;
}
static void prepare(void)
{
	prepared++;
}

static int begin(void **unused)
{
	(void)unused;
	memset(mine, 0, sizeof(mine));
	memset(theirs, 0, sizeof(theirs));
	memset(&kept, 0, sizeof(kept));
	gate = (struct gate){.kept = &kept, .port = &port.head, .ring = ring, .now = now, .hz = HZ};
	for (unsigned int i = 0; i < 2; i++) {
		gate.peer[i] = (struct can_peer){&mine[i], &theirs[i], i};
		theirs[i].on_bus = 1;
	}
	time += HZ; /* the limit is unused */
	return 0;
}

static uint32_t element(uint32_t id)
{
	return id & CAN_EXTENDED ? M_CAN_XTD | (id & M_CAN_ID) : id << 18;
}

static void put(unsigned int peer, uint32_t head, uint32_t control)
{
	theirs[peer].frame[theirs[peer].written++ % CAN_SLOTS] = (struct can_frame){
	    head, control, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
}

/* Is the frame sent? */
static bool goes_out(unsigned int peer, uint32_t head, uint32_t control, struct can_frame *f)
{
	bool out;

	put(peer, head, control);
	out = gate_next(&gate, f, prepare);
	if (out)
		gate_sent(&gate);
	assert_int_equal(mine[peer].taken, theirs[peer].written);
	return out;
}

static void keeps_to_the_edges_of_the_matrix(void **unused)
{
	static const uint32_t in[] = {0x100, 0x1ff, FIRST, LAST};
	static const uint32_t out[] = {0,
				       0xff,
				       0x200,
				       0x7fe,
				       0x7ff,
				       FIRST - 1,
				       CAN_EXTENDED,
				       CAN_EXTENDED | 0x100,
				       CAN_EXTENDED | 0x1ff};
	struct can_frame f = {0};

	(void)unused;
	for (unsigned int i = 0; i < sizeof(in) / sizeof(*in); i++) {
		assert_true(goes_out(0, element(in[i]), 8 << 16, &f));
		assert_int_equal(f.id, element(in[i]));
		assert_false(goes_out(1, element(in[i]), 8 << 16, &f));
	}
	for (unsigned int i = 0; i < sizeof(out) / sizeof(*out); i++)
		assert_false(goes_out(0, element(out[i]), 8 << 16, &f));
	assert_true(goes_out(1, element(0x7ff), 0, &f));
	assert_int_equal(kept.counters.foreign,
			 sizeof(in) / sizeof(*in) + sizeof(out) / sizeof(*out));
}

/* Bits that no frame has are gone; CAN FD, which this wire can't carry, doesn't go out. */
static void makes_heads_as_on_the_wire(void **unused)
{
	struct can_frame f = {0};

	(void)unused;
	for (uint32_t length = 0; length < 16; length++) {
		uint32_t control = ~(M_CAN_FDF | M_CAN_DLC_MASK) | length << 16;

		memset(f.data, 0, sizeof(f.data));
		assert_true(goes_out(0, element(LAST) | M_CAN_RTR | 1u << 31, control, &f));
		assert_int_equal(f.id, M_CAN_XTD | M_CAN_RTR | M_CAN_ID);
		assert_int_equal(f.control, length << 16);
		assert_int_equal(f.data[0], 0); /* a remote frame has no data */
		assert_true(goes_out(0, element(0x100) | 0x3ffff, length << 16, &f));
		assert_int_equal(f.id, element(0x100));
		assert_int_equal(f.data[1], length > 4 ? 2 : 0);
		assert_int_equal(f.data[2], 0);
		assert_false(goes_out(0, element(0x100), M_CAN_FDF | M_CAN_BRS | length << 16, &f));
	}
}

/* What a peer claims of its memory costs a bounded time, and nobody else a frame. */
static void bears_peers_that_break_their_memory(void **unused)
{
	static const uint32_t claims[] = {CAN_SLOTS + 1, 1u << 31, UINT32_MAX};
	struct can_frame f;

	(void)unused;
	for (unsigned int i = 0; i < sizeof(claims) / sizeof(*claims); i++) {
		theirs[0].written = mine[0].taken + claims[i];
		theirs[0].lost = claims[i];
		assert_true(goes_out(1, element(0x7ff), 0, &f));
		assert_int_equal(mine[0].taken, theirs[0].written);
	}
	for (unsigned int i = 0; i < CAN_SLOTS; i++)
		put(0, element(0x200), 0);
	put(0, element(0x100), 0); /* one more than there is room for: all of them are gone */
	assert_false(gate_next(&gate, &f, prepare));
	put(0, element(0x100), 0);
	assert_true(gate_next(&gate, &f, prepare));
}

static void sends_of_each_peer_in_turn(void **unused)
{
	unsigned int of[2] = {0, 0};
	struct can_frame f;

	(void)unused;
	for (unsigned int i = 0; i < CAN_SLOTS; i++) {
		put(0, element(0x100), 0);
		put(1, element(0x7ff), 0);
	}
	for (unsigned int i = 0; i < CAN_SLOTS; i++) {
		assert_true(gate_next(&gate, &f, prepare));
		assert_false(gate_next(&gate, &f, prepare)); /* one is on its way */
		of[f.id == element(0x7ff)]++;
		gate_sent(&gate);
	}
	assert_int_equal(of[0], of[1]);
}

/* Frames from the wire, above the limit, to peers that are there, are full, or say that they took what nobody wrote. */
static void survives_a_babbling_wire(void **unused)
{
	uint64_t start = time;
	uint32_t seed = 1, sum;

	(void)unused;
	theirs[1].taken = 1u << 31;
	for (unsigned int i = 0; i < RANDOMS; i++) {
		seed = seed * 1664525 + 1013904223;
		time += seed >> 24 == 0;
		theirs[0].taken = mine[0].written - (seed >> 20) % (CAN_SLOTS + 1);
		theirs[0].on_bus = seed >> 30 ? seed : 0;
		gate_read(&gate);
		kept.frame.id =
		    seed >> 7 & 1 ? element(0x7ff) : element(0x100 + (seed >> 8 & 0x1ff));
		kept.frame.control = seed >> 4 & M_CAN_DLC_MASK;
		gate_spread(&gate);
		assert_int_equal(kept.from, GATE_NONE);
	}
	assert_int_equal(mine[1].written, 0); /* it has no room, by what it says */
	assert_true(mine[0].written > 0);
	assert_true(kept.counters.received >= mine[0].written);
	sum = kept.counters.received + kept.counters.limited + kept.counters.denied;
	assert_int_equal(sum, RANDOMS);
	assert_true(kept.counters.received <= RATE + RATE * (time - start) / HZ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(keeps_to_the_edges_of_the_matrix, begin),
	    cmocka_unit_test_setup(makes_heads_as_on_the_wire, begin),
	    cmocka_unit_test_setup(bears_peers_that_break_their_memory, begin),
	    cmocka_unit_test_setup(sends_of_each_peer_in_turn, begin),
	    cmocka_unit_test_setup(survives_a_babbling_wire, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
