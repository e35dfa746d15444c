/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <can/m_can.h>
#include <skiff/test.h>
#include "model.h"

#define START_US 500000u /* all bounds of a start together */
#define RANDOM	 500u	 /* rounds with a controller whose registers are random */

static struct xilinx_can can;
static const struct xilinx_can_timing timing = {9, 3u << 7 | 3u << 4 | 14};

static int begin(void)
{
	return xilinx_can_begin(&can, &timing, NULL, 0);
}

static struct can_frame frame(uint32_t id, uint32_t length)
{
	return (struct can_frame){.id = id & CAN_EXTENDED ? M_CAN_XTD | (id & M_CAN_ID) : id << 18,
				  .control = length << 16,
				  .data = {0x44332211, 0x88776655}};
}

static void send(const struct can_frame *f)
{
	xilinx_can_prepare(&can);
	xilinx_can_send(&can, f);
}

TEST(xilinx_can_finds_the_timing_of_a_bit)
{
	struct xilinx_can_timing t;

	/* 20 quanta of 100 ns: 1 + 15 before the sample, 4 behind it. */
	CHECK(xilinx_can_timing(100000000, 500000, &t) == 0 && t.prescaler == 9 &&
	      t.timing == timing.timing);
	/* 16 quanta: 12 and 4, at 75 %. */
	CHECK(xilinx_can_timing(24000000, 500000, &t) == 0 && t.prescaler == 2 &&
	      (t.timing & 15) == 10 && (t.timing >> 4 & 7) == 3);
	for (uint32_t rate = 10000; rate <= 1000000; rate += 10000) {
		uint32_t first, second;

		if (xilinx_can_timing(80000000, rate, &t))
			continue;
		first = (t.timing & 15) + 1;
		second = (t.timing >> 4 & 7) + 1;
		CHECK((uint64_t)rate * (t.prescaler + 1) * (1 + first + second) == 80000000);
		CHECK(t.prescaler < 256 && (1 + first) * 5 <= (1 + first + second) * 4);
		CHECK((t.timing >> 7) + 1 <= second && (t.timing >> 7) < 4);
	}
	CHECK(xilinx_can_timing(100000000, 0, &t) == -ERANGE);
	CHECK(xilinx_can_timing(0, 500000, &t) == -ERANGE);
	CHECK(xilinx_can_timing(100000000, 300000, &t) == -ERANGE);
	CHECK(xilinx_can_timing(100000000, UINT32_MAX, &t) == -ERANGE);
	CHECK(xilinx_can_timing(UINT32_MAX, 1000, &t) == -ERANGE);
}

TEST(xilinx_can_begins_in_the_manuals_order)
{
	can_model_begin();
	CHECK(begin() == 0 && can_model.violations == 0 && can_model.resets == 1);
	CHECK(xilinx_can_runs(&can, &timing) && can_model.word[XILINX_CAN_PRESCALER / 4] == 9);
	/* Another timing isn't what an earlier life left. */
	CHECK(!xilinx_can_runs(&can, &(struct xilinx_can_timing){4, timing.timing}));
	CHECK(xilinx_can_stop(&can) && !xilinx_can_runs(&can, &timing));
	CHECK(begin() == 0 && xilinx_can_runs(&can, &timing) && can_model.violations == 0);
}

TEST(xilinx_can_sends_each_kind_of_frame)
{
	struct can_frame f = frame(0x123, 8);

	can_model_begin();
	CHECK(begin() == 0);
	send(&f);
	CHECK(xilinx_can_events(&can) == XILINX_CAN_SENT && can_model.sent == 1);
	CHECK(can_model.last[0] == 0x123u << 21 && can_model.last[1] == 8u << 28);
	/* The first byte stands in the highest bits. */
	CHECK(can_model.last[2] == 0x11223344 && can_model.last[3] == 0x55667788);
	f = frame(0x7ff, 3);
	f.id |= M_CAN_RTR;
	send(&f);
	CHECK(can_model.last[0] == (0x7ffu << 21 | 1u << 20) && can_model.last[1] == 3u << 28);
	f = frame(CAN_EXTENDED | 0x18fef1aa, 0);
	send(&f);
	CHECK(can_model.last[0] ==
	      (0x18fef1aau >> 18 << 21 | 3u << 19 | (0x18fef1aa & 0x3ffff) << 1));
	f.id |= M_CAN_RTR;
	send(&f);
	CHECK(can_model.last[0] & 1);
	/* A length code above 8 means 8. */
	f = frame(1, 15);
	send(&f);
	CHECK(can_model.last[1] == 8u << 28 && can_model.sent == 5 && can_model.violations == 0);
}

TEST(xilinx_can_receives_what_was_sent)
{
	static const uint32_t ids[] = {
	    0, 0x555, 0x7ff, CAN_EXTENDED, CAN_EXTENDED | 0x15555555, CAN_EXTENDED | M_CAN_ID};
	struct can_frame to = {0};

	can_model_begin();
	CHECK(begin() == 0 && !xilinx_can_has(&can));
	for (unsigned int i = 0; i < sizeof(ids) / sizeof(ids[0]) * 2; i++) {
		struct can_frame from = frame(ids[i / 2], i % 9);

		from.id |= i % 2 ? M_CAN_RTR : 0;
		send(&from);
		can_model_put(can_model.last[0], can_model.last[1] >> 28, can_model.last[2],
			      can_model.last[3]);
		CHECK(!xilinx_can_listen(&can, false) && xilinx_can_has(&can));
		xilinx_can_receive(&can, &to);
		CHECK(to.id == from.id && to.control == from.control &&
		      to.data[0] == from.data[0] && to.data[1] == from.data[1]);
		CHECK(!xilinx_can_has(&can) && xilinx_can_listen(&can, false));
	}
	can_model_put(0, 15, 0, 0);
	xilinx_can_receive(&can, &to);
	CHECK(M_CAN_DLC(to.control) == 8);
}

TEST(xilinx_can_filters_a_range)
{
	struct xilinx_can_filter some[] = {
	    xilinx_can_filter(0x100, 0x10f), xilinx_can_filter(0x200, 0x200),
	    xilinx_can_filter(CAN_EXTENDED | 0x18fef100, CAN_EXTENDED | 0x18fef1ff)};
	struct can_frame f;
	unsigned int passed = 0;

	can_model_begin();
	CHECK(xilinx_can_begin(&can, &timing, some, 3) == 0 && can_model.violations == 0);
	for (uint32_t id = 0; id < 0x800; id++) {
		can_model_put(id << 21, 0, 0, 0);
		for (; xilinx_can_has(&can); passed++) {
			xilinx_can_receive(&can, &f);
			CHECK((f.id >> 18 & ~0xfu) == 0x100 || f.id >> 18 == 0x200);
		}
	}
	CHECK(passed == 17);
	f = frame(CAN_EXTENDED | 0x18fef1aa, 0);
	send(&f);
	can_model_put(can_model.last[0], 0, 0, 0);
	CHECK(xilinx_can_has(&can));
	xilinx_can_receive(&can, &f);
	can_model_put(can_model.last[0] ^ 1u << 10, 0, 0, 0);
	CHECK(!xilinx_can_has(&can));
	/* A range that ends anywhere: all of it passes. */
	some[0] = xilinx_can_filter(0x0ff, 0x101);
	CHECK(xilinx_can_begin(&can, &timing, some, 1) == 0);
	for (uint32_t id = 0xff; id <= 0x101; id++) {
		can_model_put(id << 21, 0, 0, 0);
		CHECK(xilinx_can_has(&can));
		xilinx_can_receive(&can, &f);
	}
	CHECK(xilinx_can_begin(&can, &timing, some, 5) == -EINVAL);
}

TEST(xilinx_can_tells_of_overflow_and_bus_off)
{
	can_model_begin();
	CHECK(begin() == 0 && xilinx_can_listen(&can, true));
	for (unsigned int i = 0; i < XILINX_CAN_FRAMES + 5; i++)
		can_model_put(i << 21, 0, 0, 0);
	CHECK(xilinx_can_events(&can) == XILINX_CAN_LOST && xilinx_can_events(&can) == 0);
	can_model.word[XILINX_CAN_STATUS / 4] |= XILINX_CAN_STATUS_ERROR_PASSIVE << 7;
	can_model.word[XILINX_CAN_ERRORS / 4] = 0x1280;
	CHECK(xilinx_can_events(&can) == XILINX_CAN_PASSIVE);
	uint32_t transmit = 0, receive = 0;
	xilinx_can_counters(&can, &transmit, &receive);
	CHECK(transmit == 0x80 && receive == 0x12);
	can_model.word[XILINX_CAN_ISR / 4] |= XILINX_CAN_INTERRUPT_OFF;
	CHECK(!xilinx_can_listen(&can, false) && xilinx_can_events(&can) == XILINX_CAN_OFF);
	can_model.word[XILINX_CAN_STATUS / 4] |= XILINX_CAN_STATUS_ERROR_OFF << 7;
	CHECK(xilinx_can_events(&can) == XILINX_CAN_OFF);
	CHECK(begin() == 0 && xilinx_can_events(&can) == 0);
}

TEST(xilinx_can_waits_for_an_acknowledgement_as_long_as_it_takes)
{
	struct can_frame f = frame(0x100, 8);

	can_model_begin();
	CHECK(begin() == 0);
	can_model.fault = FAULT_SILENCE;
	send(&f);
	CHECK(xilinx_can_events(&can) == 0 && can_model.sent == 0);
	/* After bus off, a reset drops the frame; it is sent again by its owner. */
	can_model.fault = FAULT_NONE;
	CHECK(begin() == 0 && can_model.sent == 0);
	send(&f);
	CHECK(xilinx_can_events(&can) == XILINX_CAN_SENT && can_model.sent == 1);
}

TEST(xilinx_can_bounds_each_wait_of_a_start)
{
	static const struct {
		enum can_model_fault fault;
		int error;
	} faults[] = {{FAULT_ABSENT, -ENODEV}, {FAULT_RESET, -ENODEV}, {FAULT_MODE, -ENODEV},
		      {FAULT_BUSY, -EIO},      {FAULT_TIMING, -EIO},   {FAULT_FILTERS, -EIO},
		      {FAULT_ENABLE, -EIO}};
	const struct xilinx_can_filter one = xilinx_can_filter(1, 1);

	for (unsigned int i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		can_model_begin();
		can_model.fault = faults[i].fault;
		CHECK(xilinx_can_begin(&can, &timing, &one, 1) == faults[i].error);
		CHECK(can_model.now <= START_US && !xilinx_can_runs(&can, &timing));
	}
}

/* An earlier life died among the words of a frame, and the reset keeps them. */
TEST(xilinx_can_empties_fifos_that_a_reset_keeps)
{
	for (unsigned int words = 1; words < XILINX_CAN_WORDS; words++) {
		struct can_frame f = frame(0x321, 8);

		can_model_begin();
		CHECK(begin() == 0);
		can_model.fault = FAULT_KEEPS;
		for (unsigned int i = 0; i < words; i++)
			xilinx_can_set(&can, XILINX_CAN_TRANSMIT + 4 * i, 0xdeadbeef);
		CHECK(begin() == 0 && can_model.sent == 0 && !xilinx_can_has(&can));
		send(&f);
		CHECK(can_model.sent == 1 && can_model.last[0] == 0x321u << 21 &&
		      can_model.violations == 0);
		/* Part of a received frame was read. */
		for (unsigned int i = 0; i < 3; i++)
			can_model_put(0x111u << 21, 8, 1, 2);
		for (unsigned int i = 0; i < words; i++)
			(void)xilinx_can_get(&can, XILINX_CAN_RECEIVE + 4 * i);
		unsigned int skipped = 0;
		while (xilinx_can_skip(&can, skipped))
			skipped++;
		CHECK(skipped == 3 * XILINX_CAN_WORDS - words && !xilinx_can_has(&can));
		can_model_put(0x222u << 21, 8, 1, 2);
		CHECK(xilinx_can_has(&can));
		xilinx_can_receive(&can, &f);
		CHECK(f.id == 0x222u << 18);
	}
}

/* Registers that read as anything: each call ends in bounded time. */
TEST(xilinx_can_stands_a_controller_that_says_anything)
{
	unsigned int begun = 0;

	for (uint32_t round = 1; round <= RANDOM; round++) {
		struct can_frame f = frame(0x100, 8);
		unsigned int before;

		can_model_begin();
		can_model.random = round * 2654435761u | 1;
		begun += begin() == 0;
		CHECK(can_model.now <= START_US);
		before = can_model.accesses;
		send(&f);
		(void)xilinx_can_events(&can);
		xilinx_can_receive(&can, &f);
		CHECK(M_CAN_DLC(f.control) <= 8 && !(f.control & ~M_CAN_DLC_MASK));
		CHECK(!(f.id & ~(M_CAN_XTD | M_CAN_RTR | M_CAN_ID)));
		(void)xilinx_can_listen(&can, true);
		xilinx_can_interrupt(&can);
		CHECK(can_model.accesses - before < 20);
	}
	CHECK(begun > 0 && begun < RANDOM);
}
