/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests the pl011 extension as a driver sees it: every register of a PL011 (Arm DDI 0183), used as Linux, U-Boot and EDK2 do.
 * */
#include <arm/pl011.h>
#include <kit/guest.h>

#define UART  0x09000000ull
#define CR_ON (PL011_CR_RESET | PL011_CR_UARTEN)
#define FIFO  256 /* bytes that wait for a client which doesn't read */

static uint32_t get(unsigned offset)
{
	uint32_t value;

	/* Drivers use no writeback, which has no syndrome. */
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
		while (get(PL011_FR) & PL011_FR_TXFF)
			;
		set(PL011_DR, (uint8_t)*s);
	}
}

static void at_reset(void)
{
	static const uint8_t id[8] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
	uint32_t wrong = 0;

	for (unsigned i = 0; i < 8; i++)
		wrong += get(PL011_ID + 4 * i) != id[i];
	check("identification", wrong, 0);
	check("control at reset", get(PL011_CR), PL011_CR_RESET);
	check("FIFO levels at reset", get(PL011_IFLS), 0x12);
	check("flags at reset", get(PL011_FR), PL011_FR_TXFE | PL011_FR_RXFE);
	check("no interrupt at reset", get(PL011_IMSC) | get(PL011_RIS) | get(PL011_MIS), 0);
	check("the rest is 0 at reset",
	      get(PL011_RSR) | get(PL011_ILPR) | get(PL011_IBRD) | get(PL011_FBRD) |
		  get(PL011_LCR_H) | get(PL011_DMACR),
	      0);
}

static void kept(void)
{
	static const struct {
		unsigned offset;
		uint32_t mask;
	} registers[] = {{PL011_ILPR, 0xff},  {PL011_IBRD, 0xffff}, {PL011_FBRD, 0x3f},
			 {PL011_LCR_H, 0xff}, {PL011_IFLS, 0x3f},   {PL011_IMSC, 0x7ff},
			 {PL011_DMACR, 0x07}, {PL011_CR, 0xffff}};
	uint32_t wrong = 0;

	for (unsigned i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		set(registers[i].offset, ~0u);
		wrong += get(registers[i].offset) != registers[i].mask;
		set(registers[i].offset, 0);
		wrong += get(registers[i].offset) != 0;
	}
	check("what a driver sets is kept", wrong, 0);
	set(PL011_CR, CR_ON);
	set(PL011_FR, ~0u);
	set(PL011_RIS, ~0u);
	set(PL011_MIS, ~0u);
	set(PL011_ID, ~0u);
	check("what it can't set isn't",
	      get(PL011_FR) == (PL011_FR_TXFE | PL011_FR_RXFE) && get(PL011_ID) == 0x11, 1);
}

static void transmit(void)
{
	set(PL011_ICR, PL011_INT_ALL);
	check("no transmit interrupt before", get(PL011_RIS) & PL011_INT_TX, 0);
	say("a line of the uart\r\n");
	check("all is sent at once",
	      get(PL011_FR) & (PL011_FR_TXFE | PL011_FR_BUSY | PL011_FR_TXFF), PL011_FR_TXFE);
	check("a transmit interrupt", get(PL011_RIS) & PL011_INT_TX, PL011_INT_TX);
	check("masked", get(PL011_MIS), 0);
	set(PL011_IMSC, PL011_INT_TX);
	check("and not", get(PL011_MIS), PL011_INT_TX);
	set(PL011_ICR, PL011_INT_TX);
	check("cleared", get(PL011_RIS) | get(PL011_MIS), 0);
	set(PL011_IMSC, 0);
	*(volatile uint8_t *)(UART + PL011_DR) = '8';
	*(volatile uint16_t *)(UART + PL011_DR) = '6';
	*(volatile uint8_t *)(UART + PL011_DR + 1) = 'x'; /* no register */
	say(" bits\n");
	check("a byte within a register is nothing", *(volatile uint8_t *)(UART + PL011_IFLS + 1),
	      0);
}

static void loopback(void)
{
	uint32_t wrong = 0, got = 0;

	set(PL011_CR, CR_ON | PL011_CR_LBE);
	for (unsigned i = 0; i < FIFO + 10; i++)
		set(PL011_DR, i & 0xff);
	check("input is there", get(PL011_FR) & PL011_FR_RXFE, 0);
	check("receive interrupts", get(PL011_RIS) & (PL011_INT_RX | PL011_INT_RT),
	      PL011_INT_RX | PL011_INT_RT);
	while (!(get(PL011_FR) & PL011_FR_RXFE))
		wrong += get(PL011_DR) != (got++ & 0xff);
	check("the same comes back", wrong, 0);
	check("as much as there is room for", got, FIFO);
	check("nothing is read then",
	      get(PL011_DR) | (get(PL011_RIS) & (PL011_INT_RX | PL011_INT_RT)), 0);
	set(PL011_CR, CR_ON);
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
	(void)get(PL011_FR);
	(void)get(PL011_FR);
}
