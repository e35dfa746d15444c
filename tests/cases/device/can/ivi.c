/* SPDX-License-Identifier: BSD-3-Clause */
/* A hostile guest: it writes random values to its registers, sends messages that it may not send, and sends too many. */
#include <kit/can.h>

static uint32_t seed = 1;

static uint32_t random(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static void wild(void)
{
	for (uint32_t i = 0; i < 8000; i++) {
		uint64_t at = CAN_BASE + random() % 0x1000;
		uint32_t value = random() << (random() & 15);

		*reg(can_ram + random() % M_CAN_RAM / 4 * 4) = random();
		/* Prefers registers that have effects. */
		if (i & 1)
			at = CAN_BASE + (i & 2 ? M_CAN_TXBAR : random() & 0xfc);
		switch (i & 1 ? 2 : random() & 3) {
		case 0:
			*(volatile uint8_t *)at = (uint8_t)value;
			break;
		case 1:
			*(volatile uint16_t *)(at & ~1ull) = (uint16_t)value;
			break;
		case 2:
			*reg(at & ~3ull) = value;
			break;
		default:
			*(volatile uint64_t *)(at & ~7ull) = value;
		}
	}
}

/* Sends frames until it is off the bus. */
static uint32_t flood(uint32_t most)
{
	for (uint32_t i = 0; i < most; i++) {
		can_send(0x300 + i % 0x80, 8, i, 0);
		can_forget_events();
		if (can_read(M_CAN_PSR) & M_CAN_PSR_BO)
			return i;
	}
	return most;
}

void guest(unsigned cpu)
{
	uint32_t sent;

	(void)cpu;
	can_find("body-ivi-ram");
	can_start();
	wild();
	can_start();
	check("after 8,000 wild writes it is itself", can_read(M_CAN_CREL), M_CAN_CREL_3_2_3);
	tick_init();
	tick_wait(now() + ticks(1100000));
	can_start();
	can_send(0x200, 8, 0, 0);
	can_send(0x100, 8, 0, 0);
	can_send(CAN_EXTENDED | 0x18fef100, 8, 0, 0);
	check("what it may not send goes nowhere", CAN_COUNTER(denied) >= 3, 1);
	sent = flood(200);
	check("100 in a second, no more", sent > 90 && sent < 100, 1);
	check("then it is off the bus", can_read(M_CAN_PSR) & M_CAN_PSR_BO, M_CAN_PSR_BO);
	check("INIT says so", can_read(M_CAN_CCCR) & M_CAN_CCCR_INIT, M_CAN_CCCR_INIT);
	check("its error counter is at its end", can_read(M_CAN_ECR), 255);
	can_start();
	check("with INIT the error goes", can_read(M_CAN_PSR) & M_CAN_PSR_BO, 0);
	tick_init();
	tick_wait(now() + ticks(50000));
	can_send(0x3ff, 8, GOODBYE, 0);
	check("later it may send again", can_read(M_CAN_TXBRP), 0);
	summary();
}
