/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "model.h"

#define STEP_US 50u /* between two looks at the time */

struct can_model can_model;

#define WORD(offset) can_model.word[(offset) / 4]

static uint32_t next_random(void)
{
	/* xorshift32, by Marsaglia. */
	can_model.random ^= can_model.random << 13;
	can_model.random ^= can_model.random >> 17;
	can_model.random ^= can_model.random << 5;
	return can_model.random;
}

static bool is_on(void)
{
	return WORD(XILINX_CAN_RESET) & XILINX_CAN_RESET_ENABLE;
}

static void violated(bool rule)
{
	can_model.violations += !rule;
}

static void note(uint32_t interrupts)
{
	WORD(XILINX_CAN_ISR) |= interrupts;
}

/* What follows from the FIFOs comes again however often it is cleared. */
static void note_levels(void)
{
	if (can_model.transmit.count == 0)
		note(XILINX_CAN_INTERRUPT_EMPTY);
	if (can_model.receive.count >= XILINX_CAN_WORDS)
		note(XILINX_CAN_INTERRUPT_RECEIVED);
}

static void push(struct can_model_fifo *fifo, uint32_t value)
{
	if (fifo->count < MODEL_WORDS)
		fifo->word[fifo->count++] = value;
}

static uint32_t pop(struct can_model_fifo *fifo)
{
	uint32_t value = fifo->word[0];

	if (fifo->count == 0)
		return 0;
	fifo->count--;
	memmove(fifo->word, fifo->word + 1, fifo->count * sizeof(value));
	return value;
}

/* Does a filter in use, or none in use, let a frame through? */
static bool passes(uint32_t id)
{
	uint32_t used = WORD(XILINX_CAN_FILTERS);

	for (unsigned int i = 0; i < XILINX_CAN_FILTERS_MAX; i++) {
		uint32_t mask = WORD(XILINX_CAN_FILTER_MASK(i));

		if (used >> i & 1 && (id & mask) == (WORD(XILINX_CAN_FILTER_ID(i)) & mask))
			return true;
	}
	return used == 0;
}

static void take_in(const uint32_t *frame)
{
	if (can_model.receive.count + XILINX_CAN_WORDS > MODEL_WORDS) {
		note(XILINX_CAN_INTERRUPT_OVERFLOW);
		return;
	}
	for (unsigned int i = 0; i < XILINX_CAN_WORDS; i++)
		push(&can_model.receive, frame[i]);
	note_levels();
}

void can_model_put(uint32_t id, uint32_t length, uint32_t first, uint32_t second)
{
	const uint32_t frame[] = {id, XILINX_CAN_LENGTH(length), first, second};

	if (is_on() && WORD(XILINX_CAN_MODE) == XILINX_CAN_MODE_NORMAL && passes(id))
		take_in(frame);
}

/* Send whole frames. A part of one would shift all that follow. */
static void transmit(void)
{
	violated(can_model.transmit.count % XILINX_CAN_WORDS == 0);
	while (is_on() && can_model.fault != FAULT_SILENCE &&
	       can_model.transmit.count >= XILINX_CAN_WORDS) {
		uint32_t frame[XILINX_CAN_WORDS];

		for (unsigned int i = 0; i < XILINX_CAN_WORDS; i++)
			frame[i] = pop(&can_model.transmit);
		if (WORD(XILINX_CAN_STATUS) & XILINX_CAN_STATUS_LOOPBACK) {
			take_in(frame);
		} else {
			memcpy(can_model.last, frame, sizeof(frame));
			can_model.sent++;
		}
		note(XILINX_CAN_INTERRUPT_SENT);
	}
	note_levels();
}

static void reset(void)
{
	uint32_t filters[XILINX_CAN_REGISTERS_BEHIND / 4];

	memcpy(filters, can_model.word, sizeof(filters));
	memset(can_model.word, 0, sizeof(can_model.word));
	memcpy(&WORD(XILINX_CAN_FILTERS), &filters[XILINX_CAN_FILTERS / 4],
	       XILINX_CAN_REGISTERS_BEHIND - XILINX_CAN_FILTERS);
	if (can_model.fault != FAULT_KEEPS)
		can_model.transmit.count = can_model.receive.count = 0;
	can_model.resets++;
}

static void write_reset(uint32_t value)
{
	if (value & XILINX_CAN_RESET_ALL)
		reset();
	if (can_model.fault == FAULT_ENABLE)
		value &= ~XILINX_CAN_RESET_ENABLE;
	WORD(XILINX_CAN_RESET) =
	    value & (can_model.fault == FAULT_RESET ? ~0u : ~XILINX_CAN_RESET_ALL);
	/* QEMU's sends what its FIFO holds before it looks at its mode. */
	if (is_on() && can_model.fault == FAULT_KEEPS)
		transmit();
	WORD(XILINX_CAN_STATUS) = WORD(XILINX_CAN_MODE) & XILINX_CAN_MODE_LOOPBACK
				      ? XILINX_CAN_STATUS_LOOPBACK
				      : XILINX_CAN_STATUS_NORMAL;
	if (is_on()) {
		transmit();
		return;
	}
	if (can_model.fault != FAULT_MODE)
		WORD(XILINX_CAN_STATUS) |= XILINX_CAN_STATUS_CONFIGURATION;
	WORD(XILINX_CAN_ISR) &=
	    ~(XILINX_CAN_INTERRUPT_SENT | XILINX_CAN_INTERRUPT_OVERFLOW | XILINX_CAN_INTERRUPT_OFF);
}

uint32_t xilinx_can_get(const struct xilinx_can *can, uint32_t offset)
{
	uint32_t value = WORD(offset);

	(void)can;
	can_model.accesses++;
	if (can_model.fault == FAULT_ABSENT)
		return ~0u;
	if (offset == XILINX_CAN_STATUS && can_model.fault == FAULT_BUSY)
		value |= XILINX_CAN_STATUS_FILTER_BUSY;
	if (offset >= XILINX_CAN_RECEIVE && offset < XILINX_CAN_FILTERS) {
		if (can_model.receive.count == 0)
			note(XILINX_CAN_INTERRUPT_UNDERFLOW);
		value = pop(&can_model.receive);
		note_levels();
	}
	return can_model.random && next_random() % 8 == 0 ? value ^ (next_random() & next_random())
							  : value;
}

void xilinx_can_set(const struct xilinx_can *can, uint32_t offset, uint32_t value)
{
	unsigned int filter = (offset - XILINX_CAN_FILTER_MASK(0)) / 8;

	(void)can;
	can_model.accesses++;
	switch (offset) {
	case XILINX_CAN_RESET:
		write_reset(value);
		return;
	case XILINX_CAN_ICR:
		WORD(XILINX_CAN_ISR) &= ~value;
		note_levels();
		return;
	case XILINX_CAN_PRESCALER:
	case XILINX_CAN_TIMING:
		violated(!is_on());
		value = can_model.fault == FAULT_TIMING ? 0 : value;
		break;
	case XILINX_CAN_MODE:
		violated(!is_on());
		break;
	case XILINX_CAN_FILTERS:
		value = can_model.fault == FAULT_FILTERS ? 0 : value;
		break;
	default:
		if (offset > XILINX_CAN_FILTERS)
			violated(!(WORD(XILINX_CAN_FILTERS) >> filter & 1));
	}
	WORD(offset) = value;
	if (offset < XILINX_CAN_TRANSMIT || offset >= XILINX_CAN_TRANSMIT + 16)
		return;
	push(&can_model.transmit, value);
	if (offset == XILINX_CAN_TRANSMIT + 12 && is_on())
		transmit();
}

uint64_t xilinx_can_now(void)
{
	can_model.now += STEP_US;
	return can_model.now;
}

void can_model_begin(void)
{
	memset(&can_model, 0, sizeof(can_model));
	WORD(XILINX_CAN_STATUS) = XILINX_CAN_STATUS_CONFIGURATION;
	note_levels();
}
