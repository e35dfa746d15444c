/* SPDX-License-Identifier: BSD-3-Clause */
/* The pl011 extension as a driver sees it: every register of a PL011 (Arm DDI 0183), in the way of Linux, U-Boot and EDK2. */
#include "bare.h"

#define UART	 0x09000000ull
#define DR	 0x00
#define RSR	 0x04
#define FR	 0x18
#define ILPR	 0x20
#define IBRD	 0x24
#define FBRD	 0x28
#define LCR_H	 0x2c
#define CR	 0x30
#define IFLS	 0x34
#define IMSC	 0x38
#define RIS	 0x3c
#define MIS	 0x40
#define ICR	 0x44
#define DMACR	 0x48
#define ID	 0xfe0
#define FR_RXFE	 (1u << 4)
#define FR_TXFF	 (1u << 5)
#define FR_TXFE	 (1u << 7)
#define FR_BUSY	 (1u << 3)
#define INT_RX	 (1u << 4)
#define INT_TX	 (1u << 5)
#define INT_RT	 (1u << 6)
#define CR_RESET 0x300
#define CR_LBE	 0x80
#define CR_ON	 0x301
#define FIFO	 256 /* bytes that wait for a client which doesn't read */

static uint32_t get(unsigned offset)
{
	uint32_t value;

	/* As drivers do: writeback has no syndrome. */
	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(UART + offset) : "memory");
	return value;
}

static void set(unsigned offset, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(UART + offset) : "memory");
}

static void say(const char *s)
{
	for (; *s; s++) {
		while (get(FR) & FR_TXFF)
			;
		set(DR, (uint8_t)*s);
	}
}

static void at_reset(void)
{
	static const uint8_t id[8] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
	uint32_t wrong = 0;

	for (unsigned i = 0; i < 8; i++)
		wrong += get(ID + 4 * i) != id[i];
	check("identification", wrong, 0);
	check("control at reset", get(CR), CR_RESET);
	check("FIFO levels at reset", get(IFLS), 0x12);
	check("flags at reset", get(FR), FR_TXFE | FR_RXFE);
	check("no interrupt at reset", get(IMSC) | get(RIS) | get(MIS), 0);
	check("the rest is 0 at reset",
	      get(RSR) | get(ILPR) | get(IBRD) | get(FBRD) | get(LCR_H) | get(DMACR), 0);
}

static void kept(void)
{
	static const struct {
		unsigned offset;
		uint32_t mask;
	} registers[] = {{ILPR, 0xff}, {IBRD, 0xffff}, {FBRD, 0x3f},  {LCR_H, 0xff},
			 {IFLS, 0x3f}, {IMSC, 0x7ff},  {DMACR, 0x07}, {CR, 0xffff}};
	uint32_t wrong = 0;

	for (unsigned i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		set(registers[i].offset, ~0u);
		wrong += get(registers[i].offset) != registers[i].mask;
		set(registers[i].offset, 0);
		wrong += get(registers[i].offset) != 0;
	}
	check("what a driver sets is kept", wrong, 0);
	set(CR, CR_ON);
	set(FR, ~0u);
	set(RIS, ~0u);
	set(MIS, ~0u);
	set(ID, ~0u);
	check("what it can't set isn't", get(FR) == (FR_TXFE | FR_RXFE) && get(ID) == 0x11, 1);
}

static void transmit(void)
{
	set(ICR, 0x7ff);
	check("no transmit interrupt before", get(RIS) & INT_TX, 0);
	say("a line of the uart\r\n");
	check("all is sent at once", get(FR) & (FR_TXFE | FR_BUSY | FR_TXFF), FR_TXFE);
	check("a transmit interrupt", get(RIS) & INT_TX, INT_TX);
	check("masked", get(MIS), 0);
	set(IMSC, INT_TX);
	check("and not", get(MIS), INT_TX);
	set(ICR, INT_TX);
	check("cleared", get(RIS) | get(MIS), 0);
	set(IMSC, 0);
	*(volatile uint8_t *)(UART + DR) = '8';
	*(volatile uint16_t *)(UART + DR) = '6';
	*(volatile uint8_t *)(UART + DR + 1) = 'x'; /* no register */
	say(" bits\n");
	check("a byte within a register is nothing", *(volatile uint8_t *)(UART + IFLS + 1), 0);
}

static void loopback(void)
{
	uint32_t wrong = 0, got = 0;

	set(CR, CR_ON | CR_LBE);
	for (unsigned i = 0; i < FIFO + 10; i++)
		set(DR, i & 0xff);
	check("input is there", get(FR) & FR_RXFE, 0);
	check("receive interrupts", get(RIS) & (INT_RX | INT_RT), INT_RX | INT_RT);
	while (!(get(FR) & FR_RXFE))
		wrong += get(DR) != (got++ & 0xff);
	check("the same comes back", wrong, 0);
	check("as much as there is room for", got, FIFO);
	check("nothing is read then", get(DR) | (get(RIS) & (INT_RX | INT_RT)), 0);
	set(CR, CR_ON);
	say("after the loop\n");
}

void guest(unsigned cpu)
{
	(void)cpu;
	at_reset();
	kept();
	transmit();
	loopback();
	say("first\rsecond\n"); /* the line begins anew */
	for (unsigned i = 0; i < 500; i++)
		say("z"); /* longer than any line that is kept */
	say("\n");
	summary();
	say("no end, then a prompt> ");
	(void)get(FR);
	(void)get(FR);
}
