/* SPDX-License-Identifier: BSD-3-Clause */
/* Begins alone on the bus, asks the cluster, and floods it once. No message of ivi may reach this guest. */
#include <kit/can.h>

#define ROUNDS 128  /* the error counter is 0 then */
#define LIMIT  3000 /* instructions of the five writes */

static uint64_t strangers;

static void wait_for(struct can_message *m, uint32_t id)
{
	for (;;) {
		can_wait(m);
		if (m->id == id)
			return;
		strangers++;
	}
}

static void registers(void)
{
	check("it is an M_CAN 3.2.3", can_read(M_CAN_CREL), M_CAN_CREL_3_2_3);
	check("INIT is set at first", can_read(M_CAN_CCCR), M_CAN_CCCR_INIT);
	can_write(M_CAN_CCCR, M_CAN_CCCR_INIT | M_CAN_CCCR_DAR);
	check("no mode without CCE", can_read(M_CAN_CCCR), M_CAN_CCCR_INIT);
	can_write(M_CAN_NBTP, 0x12345678);
	check("no timing either", can_read(M_CAN_NBTP), M_CAN_NBTP_RESET);
	can_write(M_CAN_CCCR, BOTH);
	can_write(M_CAN_CCCR, BOTH | 1u << 15);
	check("NISO reads back", can_read(M_CAN_CCCR), BOTH | 1u << 15);
	can_write(M_CAN_NBTP, 0x12345678);
	check("the timing, too", can_read(M_CAN_NBTP), 0x12345678);
	*(volatile uint8_t *)(CAN_BASE + M_CAN_NBTP) = 0xff;
	*(volatile uint16_t *)(CAN_BASE + M_CAN_NBTP) = 0xffff;
	*(volatile uint64_t *)(CAN_BASE + M_CAN_CCCR) = 0;
	check("other widths have no effect", can_read(M_CAN_NBTP), 0x12345678);
	can_write(M_CAN_CCCR, BOTH);
	can_write(M_CAN_CCCR, 0);
	can_send(0x100, 0, 0, 0);
	check("not configured, it sends nothing", can_read(M_CAN_TXBRP), 1);
}

static void alone(void)
{
	can_start();
	can_send(0x100, 8, 1, 2);
	check("nobody acknowledges: error passive", can_read(M_CAN_PSR),
	      M_CAN_PSR_EW | M_CAN_PSR_EP | M_CAN_PSR_ACK | 0x700);
	check("its error counter", can_read(M_CAN_ECR), 128);
	check("the interrupts", can_read(M_CAN_IR), M_CAN_IR_PEA | M_CAN_IR_EP | M_CAN_IR_EW);
	check("the frame waits", can_read(M_CAN_TXBRP), 1);
	can_acknowledge();
	while (!(can_read(M_CAN_IR) & M_CAN_IR_TEFN)) {
		__asm__ volatile("wfi" ::: "memory");
		while (gic_take() != GIC_NONE)
			;
	}
	check("when somebody is there, it goes", can_read(M_CAN_TXBRP), 0);
	check("and the counter falls", can_read(M_CAN_ECR), 127);
	check("one event", can_read(M_CAN_TXEFS) & 63, 1);
	can_forget_events();
	can_acknowledge();
}

static void measure(void)
{
	struct can_message m = {0};
	uint64_t start, wrong = 0;
	uint32_t way, send;

	wait_for(&m, 0x200);
	start = now();
	for (uint32_t i = 0; i < ROUNDS; i++) {
		can_send(0x103, 0, 0, 0);
		can_wait(&m);
		wrong += m.id != 0x200 || m.length;
	}
	way = can_cost(start, 8);
	start = now();
	for (uint32_t i = 0; i < 16; i++)
		can_send(0x105, 0, 0, 0);
	/* The doorbell doesn't ring again for messages that wait in the channel already. */
	send = can_cost(start, 4);
	can_send(0x104, 8, 0, 0);
	wait_for(&m, 0x200);
	can_forget_events();
	put("can.frame ");
	put_number(send + m.data[0]);
	put(" instructions, ");
	put_number(way);
	put(" with both VMs' sleep and interrupt\n");
	check("five writes of a frame are within their limit", send + m.data[0] <= LIMIT, 1);
	check("128 answers are right", wrong, 0);
	can_send(0x100, 8, 17, 4);
	wait_for(&m, 0x200);
	check("with data, too", m.length << 16 | m.data[0] << 8 | m.data[1], 8 << 16 | 17 << 8 | 4);
	can_forget_events();
}

static void overflow(void)
{
	struct can_message m = {0};

	for (uint32_t i = 0; i < 40; i++) {
		can_send(0x101, 8, i, 0);
		can_forget_events();
	}
	tick_init();
	tick_wait(now() + ticks(1000));
	can_send(0x102, 0, 0, 0);
	wait_for(&m, 0x200);
	check("of 40 at once the cluster got 32", m.data[0], 32);
	check("and knows that some are lost", m.data[1], M_CAN_IR_RF0L);
	can_send(CAN_EXTENDED | 0x18fef1aa, 4, 0x1234, 0);
	wait_for(&m, CAN_EXTENDED | 0x18fef1ab);
	check("extended identifiers go both ways", m.data[0], 0x1234);
	can_send(0x300, 0, 0, 0);
	can_send(0x7ff, 0, 0, 0);
	check("what the matrix has nowhere is sent to nobody", CAN_COUNTER(denied), 2);
	can_forget_events();
}

void guest(unsigned cpu)
{
	struct can_message m = {0};

	(void)cpu;
	can_find("body-ecu-ram");
	registers();
	alone();
	measure();
	overflow();
	do {
		wait_for(&m, 0x200);
	} while (m.data[0] != GOODBYE);
	check("nothing came that may not", strangers, 0);
	check("nor was it tried", CAN_COUNTER(foreign), 0);
	summary();
}
