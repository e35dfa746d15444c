/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <can/m_can.h>
#include "parts.h"

#define RESET_US      10000u  /* not in the manual: far beyond what a controller takes */
#define FLUSH_US      200000u /* a full FIFO at 50 kbit/s */
#define PAUSE	      1000ul  /* instructions between two reads of a register */
#define SAMPLE	      80u /* per cent of a bit: sample point (CiA 301, 5.2: 87.5; SAE J2284: 80) */
#define QUANTA_LEAST  8u  /* of a bit (ISO 11898-1, 11.3.1.2) */
#define QUANTA_MOST   25u
#define LENGTH_MOST   8u
#define LOW_BITS      18u /* of an extended identifier */
#define STANDARD_BITS 0x7ffu

static uint32_t get(const struct xilinx_can *can, uint32_t offset)
{
	return xilinx_can_get(can, offset);
}

static void set(const struct xilinx_can *can, uint32_t offset, uint32_t value)
{
	xilinx_can_set(can, offset, value);
}

/* --- Timing and filters ------------------------------------------------------------------------- */

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

int xilinx_can_timing(uint32_t clock, uint32_t rate, struct xilinx_can_timing *timing)
{
	uint32_t best = 0; /* its sample point, in 1/10,000 */

	for (uint32_t quanta = QUANTA_MOST; quanta >= QUANTA_LEAST; quanta--) {
		uint64_t unit = (uint64_t)rate * quanta;
		uint32_t first, second;

		if (unit == 0 || clock % unit || clock / unit > XILINX_CAN_PRESCALER_MAX ||
		    clock < unit)
			continue;
		/* One quantum synchronises; the sample lies behind the first segment. */
		first = least(quanta * SAMPLE / 100 - 1, XILINX_CAN_TIMING_SEGMENT1_MAX);
		second = quanta - 1 - first;
		if (second > XILINX_CAN_TIMING_SEGMENT2_MAX || (1 + first) * 10000 / quanta <= best)
			continue;
		best = (1 + first) * 10000 / quanta;
		timing->prescaler = (uint32_t)(clock / unit) - 1;
		timing->timing =
		    XILINX_CAN_TIMING_OF(first, second, least(second, XILINX_CAN_TIMING_JUMP_MAX));
	}
	return best ? 0 : -ERANGE;
}

/* An identifier, or a mask of its bits, as in the first word of a frame. */
static uint32_t place(uint32_t id, bool extended)
{
	return extended ? XILINX_CAN_ID_HIGH(id >> LOW_BITS) |
			      XILINX_CAN_ID_LOW(id & ((1u << LOW_BITS) - 1))
			: XILINX_CAN_ID_HIGH(id & STANDARD_BITS);
}

struct xilinx_can_filter xilinx_can_filter(uint32_t first, uint32_t last)
{
	bool extended = first & CAN_EXTENDED;
	uint32_t differ = first ^ last, mask = M_CAN_ID;

	/* All bits from the highest that differs on may be anything. */
	for (; differ; differ >>= 1)
		mask <<= 1;
	mask &= M_CAN_ID;
	return (struct xilinx_can_filter){place(mask, extended) | XILINX_CAN_ID_EXTENDED,
					  place(first & mask, extended) |
					      (extended ? XILINX_CAN_ID_EXTENDED : 0)};
}

/* --- Frames ------------------------------------------------------------------------------------- */

static uint32_t swap(uint32_t word)
{
	return __builtin_bswap32(word);
}

void xilinx_can_prepare(const struct xilinx_can *can)
{
	set(can, XILINX_CAN_ICR, XILINX_CAN_INTERRUPT_SENT);
}

void xilinx_can_send(const struct xilinx_can *can, const struct can_frame *frame)
{
	bool extended = frame->id & M_CAN_XTD, remote = frame->id & M_CAN_RTR;
	uint32_t length = least(M_CAN_DLC(frame->control), LENGTH_MOST), id;

	if (extended)
		id = place(frame->id & M_CAN_ID, true) | XILINX_CAN_ID_RTR |
		     XILINX_CAN_ID_EXTENDED | (remote ? XILINX_CAN_ID_RTR_EXTENDED : 0);
	else
		id = place(frame->id >> LOW_BITS, false) | (remote ? XILINX_CAN_ID_RTR : 0);
	set(can, XILINX_CAN_TRANSMIT, id);
	set(can, XILINX_CAN_TRANSMIT + 4, XILINX_CAN_LENGTH(length));
	set(can, XILINX_CAN_TRANSMIT + 8, swap(frame->data[0]));
	set(can, XILINX_CAN_TRANSMIT + 12, swap(frame->data[1]));
}

bool xilinx_can_has(const struct xilinx_can *can)
{
	return get(can, XILINX_CAN_ISR) & XILINX_CAN_INTERRUPT_RECEIVED;
}

void xilinx_can_receive(const struct xilinx_can *can, struct can_frame *frame)
{
	uint32_t word[XILINX_CAN_WORDS], length;
	bool extended, remote;

	for (unsigned int i = 0; i < XILINX_CAN_WORDS; i++)
		word[i] = get(can, XILINX_CAN_RECEIVE + 4 * i);
	/* It comes again at once if the FIFO has more. */
	set(can, XILINX_CAN_ICR, XILINX_CAN_INTERRUPT_RECEIVED);
	extended = word[0] & XILINX_CAN_ID_EXTENDED;
	remote = word[0] & (extended ? XILINX_CAN_ID_RTR_EXTENDED : XILINX_CAN_ID_RTR);
	length = least(XILINX_CAN_LENGTH_OF(word[1]), LENGTH_MOST);
	frame->id = extended ? M_CAN_XTD | (word[0] >> 21 << LOW_BITS) |
				   (word[0] >> 1 & ((1u << LOW_BITS) - 1))
			     : word[0] >> 21 << LOW_BITS;
	frame->id |= remote ? M_CAN_RTR : 0;
	frame->control = length << 16;
	frame->data[0] = swap(word[2]);
	frame->data[1] = swap(word[3]);
}

bool xilinx_can_skip(const struct xilinx_can *can, unsigned int index)
{
	set(can, XILINX_CAN_ICR, XILINX_CAN_INTERRUPT_RECEIVED | XILINX_CAN_INTERRUPT_UNDERFLOW);
	(void)get(can, XILINX_CAN_RECEIVE + 4 * (index % XILINX_CAN_WORDS));
	return !(get(can, XILINX_CAN_ISR) & XILINX_CAN_INTERRUPT_UNDERFLOW);
}

/* --- State -------------------------------------------------------------------------------------- */

uint32_t xilinx_can_events(const struct xilinx_can *can)
{
	uint32_t isr = get(can, XILINX_CAN_ISR), events = 0;
	uint32_t error = XILINX_CAN_STATUS_ERROR(get(can, XILINX_CAN_STATUS));
	uint32_t seen = isr & (XILINX_CAN_INTERRUPT_OVERFLOW | XILINX_CAN_INTERRUPT_OFF);

	if (seen)
		set(can, XILINX_CAN_ICR, seen);
	events |= isr & XILINX_CAN_INTERRUPT_SENT ? XILINX_CAN_SENT : 0;
	events |= isr & XILINX_CAN_INTERRUPT_OVERFLOW ? XILINX_CAN_LOST : 0;
	if (isr & XILINX_CAN_INTERRUPT_OFF || error == XILINX_CAN_STATUS_ERROR_OFF)
		events |= XILINX_CAN_OFF;
	else if (error == XILINX_CAN_STATUS_ERROR_PASSIVE)
		events |= XILINX_CAN_PASSIVE;
	return events;
}

void xilinx_can_counters(const struct xilinx_can *can, uint32_t *transmit, uint32_t *receive)
{
	uint32_t errors = get(can, XILINX_CAN_ERRORS);

	*transmit = XILINX_CAN_ERRORS_TRANSMIT(errors);
	*receive = XILINX_CAN_ERRORS_RECEIVE(errors);
}

void xilinx_can_interrupt(const struct xilinx_can *can)
{
	set(can, XILINX_CAN_IER, 0);
}

bool xilinx_can_listen(const struct xilinx_can *can, bool sending)
{
	uint32_t wanted = XILINX_CAN_INTERRUPT_RECEIVED | XILINX_CAN_INTERRUPT_OVERFLOW |
			  XILINX_CAN_INTERRUPT_OFF | (sending ? XILINX_CAN_INTERRUPT_SENT : 0);

	set(can, XILINX_CAN_IER, wanted);
	return !(get(can, XILINX_CAN_ISR) & wanted);
}

/* --- Begin -------------------------------------------------------------------------------------- */

/* Wait between two reads, so that the controller, or its emulator, can run. */
static void pause(void)
{
#ifdef __aarch64__
	unsigned long turns = PAUSE / 2;

	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(turns) : : "cc");
#endif
}

/* @return false: the bits of `mask` aren't `value` after `us` microseconds */
static bool await(const struct xilinx_can *can, uint32_t offset, uint32_t mask, uint32_t value,
		  uint64_t us)
{
	uint64_t end = xilinx_can_now() + us;
	bool late = false;

	/* If this VM didn't run meanwhile, the register counts, not the time. */
	while ((get(can, offset) & mask) != value) {
		if (late)
			return false;
		pause();
		late = xilinx_can_now() >= end;
	}
	return true;
}

bool xilinx_can_stop(const struct xilinx_can *can)
{
	set(can, XILINX_CAN_IER, 0);
	set(can, XILINX_CAN_RESET, 0);
	return await(can, XILINX_CAN_STATUS, XILINX_CAN_STATUS_CONFIGURATION,
		     XILINX_CAN_STATUS_CONFIGURATION, RESET_US);
}

static bool reset(const struct xilinx_can *can)
{
	set(can, XILINX_CAN_IER, 0);
	set(can, XILINX_CAN_RESET, XILINX_CAN_RESET_ALL);
	return await(can, XILINX_CAN_RESET, XILINX_CAN_RESET_ALL | XILINX_CAN_RESET_ENABLE, 0,
		     RESET_US) &&
	       await(can, XILINX_CAN_STATUS, XILINX_CAN_STATUS_CONFIGURATION,
		     XILINX_CAN_STATUS_CONFIGURATION, RESET_US);
}

/*
 * Empty a transmit FIFO that a reset didn't (QEMU's), in which a part of a frame would shift all later ones. A full FIFO ends
 * with a whole frame, and in loopback its frames don't reach the bus.
 */
static bool flush(const struct xilinx_can *can)
{
	struct can_frame frame;

	/* It comes again if the FIFO is empty. */
	set(can, XILINX_CAN_ICR, XILINX_CAN_INTERRUPT_EMPTY);
	if (get(can, XILINX_CAN_ISR) & XILINX_CAN_INTERRUPT_EMPTY)
		return true;
	for (unsigned int i = 0; i < XILINX_CAN_FRAMES * XILINX_CAN_WORDS; i++)
		set(can, XILINX_CAN_TRANSMIT + 4 * (i % XILINX_CAN_WORDS), 0);
	set(can, XILINX_CAN_MODE, XILINX_CAN_MODE_LOOPBACK);
	/* QEMU's controller looks at its mode only when this is written, and behind its FIFO. */
	set(can, XILINX_CAN_RESET, 0);
	set(can, XILINX_CAN_RESET, XILINX_CAN_RESET_ENABLE);
	(void)await(can, XILINX_CAN_ISR, XILINX_CAN_INTERRUPT_EMPTY, XILINX_CAN_INTERRUPT_EMPTY,
		    FLUSH_US);
	for (unsigned int i = 0; i < XILINX_CAN_FRAMES && xilinx_can_has(can); i++)
		xilinx_can_receive(can, &frame);
	return reset(can);
}

static bool set_filters(const struct xilinx_can *can, const struct xilinx_can_filter *filters,
			unsigned int count)
{
	set(can, XILINX_CAN_FILTERS, 0);
	if (!await(can, XILINX_CAN_STATUS, XILINX_CAN_STATUS_FILTER_BUSY, 0, RESET_US))
		return false;
	for (unsigned int i = 0; i < count; i++) {
		set(can, XILINX_CAN_FILTER_MASK(i), filters[i].mask);
		set(can, XILINX_CAN_FILTER_ID(i), filters[i].id);
	}
	set(can, XILINX_CAN_FILTERS, (1u << count) - 1);
	return (get(can, XILINX_CAN_FILTERS) & ((1u << XILINX_CAN_FILTERS_MAX) - 1)) ==
	       (1u << count) - 1;
}

static bool has_timing(const struct xilinx_can *can, const struct xilinx_can_timing *timing)
{
	return get(can, XILINX_CAN_PRESCALER) == timing->prescaler &&
	       get(can, XILINX_CAN_TIMING) == timing->timing;
}

bool xilinx_can_runs(const struct xilinx_can *can, const struct xilinx_can_timing *timing)
{
	return (get(can, XILINX_CAN_RESET) & (XILINX_CAN_RESET_ENABLE | XILINX_CAN_RESET_ALL)) ==
		   XILINX_CAN_RESET_ENABLE &&
	       get(can, XILINX_CAN_MODE) == XILINX_CAN_MODE_NORMAL &&
	       get(can, XILINX_CAN_STATUS) & XILINX_CAN_STATUS_NORMAL && has_timing(can, timing);
}

int xilinx_can_begin(const struct xilinx_can *can, const struct xilinx_can_timing *timing,
		     const struct xilinx_can_filter *filters, unsigned int count)
{
	if (count > XILINX_CAN_FILTERS_MAX)
		return -EINVAL;
	if (!reset(can) || !flush(can))
		return -ENODEV;
	set(can, XILINX_CAN_MODE, XILINX_CAN_MODE_NORMAL);
	set(can, XILINX_CAN_PRESCALER, timing->prescaler);
	set(can, XILINX_CAN_TIMING, timing->timing);
	if (!has_timing(can, timing) || !set_filters(can, filters, count))
		return -EIO;
	set(can, XILINX_CAN_ICR, XILINX_CAN_INTERRUPT_SENT | XILINX_CAN_INTERRUPT_OVERFLOW);
	set(can, XILINX_CAN_RESET, XILINX_CAN_RESET_ENABLE);
	return get(can, XILINX_CAN_RESET) == XILINX_CAN_RESET_ENABLE ? 0 : -EIO;
}
