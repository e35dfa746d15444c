/* SPDX-License-Identifier: BSD-3-Clause */
/* A driver of an M_CAN for guests without an operating system. */
#pragma once
#include <stdint.h>
#include <bulkhead/can.h>
#include <can/m_can.h>
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

/* The first controller of a guest (compiler/expand_can.c). */
#define CAN_BASE 0x0a040000ull
#define CAN_INT	 80u
#define BOTH	 (M_CAN_CCCR_INIT | M_CAN_CCCR_CCE)
/* Data of a message that ends a test. */
#define GOODBYE 0x600d600du

/* Offsets in the message RAM. */
static uint64_t can_ram;

struct can_message {
	uint32_t id, length, data[2];
};

static inline uint32_t can_read(uint32_t offset)
{
	return *reg(CAN_BASE + offset);
}
static inline void can_write(uint32_t offset, uint32_t value)
{
	*reg(CAN_BASE + offset) = value;
}
static inline uint32_t can_counter(uint32_t offset)
{
	return can_read(CAN_COUNTERS + offset);
}
#define CAN_COUNTER(name) can_counter(__builtin_offsetof(struct can_counters, name))

static inline void can_find(const char *ram)
{
	struct tree_channel channel = {0};

	check("its message RAM is in the device tree", (uint64_t)tree_channel(ram, &channel), 0);
	can_ram = channel.base;
}

static inline void can_start(void)
{
	gic_init();
	gic_enable(CAN_INT);
	can_write(M_CAN_CCCR, M_CAN_CCCR_INIT);
	can_write(M_CAN_CCCR, BOTH);
	can_write(M_CAN_RXESC, 0x777);
	can_write(M_CAN_TXESC, 7);
	can_write(M_CAN_GFC, 0);
	can_write(M_CAN_TXBC, 16u << 24 | M_CAN_TXB);
	can_write(M_CAN_TXEFC, 16u << 16 | M_CAN_TXE);
	can_write(M_CAN_RXF0C, 32u << 16 | M_CAN_RXF0);
	can_write(M_CAN_TEST, 0);
	can_write(M_CAN_IR, ~0u);
	can_write(M_CAN_IE,
		  M_CAN_IR_RF0N | M_CAN_IR_RF0L | M_CAN_IR_TEFN | M_CAN_IR_BO | M_CAN_IR_EP);
	can_write(M_CAN_ILS, 0);
	can_write(M_CAN_ILE, M_CAN_ILE_EINT0);
	can_write(M_CAN_CCCR, M_CAN_CCCR_INIT); /* CCE off, and the modes with it */
	can_write(M_CAN_CCCR, 0);
}

/* Words of the buffer at the put index, then its bit. `length` 0 (without an event), 4 or 8. */
static inline void can_send(uint32_t id, uint32_t length, uint32_t first, uint32_t second)
{
	uint32_t put = can_read(M_CAN_TXFQS) >> 16 & 31;
	volatile uint32_t *e = reg(can_ram + M_CAN_TXB + put * M_CAN_ELEMENT);

	e[0] = id & CAN_EXTENDED ? M_CAN_XTD | (id & M_CAN_ID) : id << 18;
	e[1] = length << 16 | (length ? M_CAN_EFC : 0) | put << 24;
	if (length)
		e[2] = first;
	if (length > 4)
		e[3] = second;
	can_write(M_CAN_TXBAR, 1u << put);
}

/* Events aren't used: all are acknowledged. */
static inline void can_forget_events(void)
{
	uint32_t status = can_read(M_CAN_TXEFS), fill = status & 63;

	if (fill)
		can_write(M_CAN_TXEFA, ((status >> 8 & 31) + fill - 1) % 16);
}

static inline int can_take(struct can_message *m)
{
	uint32_t status = can_read(M_CAN_RXF0S), get = status >> 8 & 63;
	volatile uint32_t *e = reg(can_ram + M_CAN_RXF0 + get * M_CAN_ELEMENT);

	if (!(status & 127))
		return 0;
	m->id = e[0] & M_CAN_XTD ? CAN_EXTENDED | (e[0] & M_CAN_ID) : e[0] >> 18 & 0x7ff;
	m->length = M_CAN_DLC(e[1]);
	m->data[0] = e[2], m->data[1] = e[3];
	can_write(M_CAN_RXF0A, get);
	return 1;
}

/* Acknowledges the interrupt as a driver of an edge-triggered one does. */
static inline uint32_t can_acknowledge(void)
{
	uint32_t ir = can_read(M_CAN_IR);

	can_write(M_CAN_IR, ir);
	return ir;
}

/* The bits of IR that have been seen. */
static uint32_t can_seen;

/* Sends a message by the same four writes as Linux. */
static inline int can_take_one(struct can_message *m)
{
	int taken;

	can_seen |= can_acknowledge();
	can_write(M_CAN_ILE, 0);
	taken = can_take(m);
	can_write(M_CAN_ILE, M_CAN_ILE_EINT0);
	return taken;
}

/* Waits by the interrupt for the next message. */
static inline void can_wait(struct can_message *m)
{
	while (!can_take(m)) {
		__asm__ volatile("wfi" ::: "memory");
		while (gic_take() != GIC_NONE)
			;
		if (can_read(M_CAN_IR) && can_take_one(m))
			return;
	}
}

/* Prints how many instructions one of 2^`shift` operations took that began at `start`. */
static inline uint32_t can_cost(uint64_t start, unsigned shift)
{
	return (uint32_t)((now() - start) * 1000000000 / read_sysreg(cntfrq_el0) >> shift);
}
