/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers the ecu, and counts the messages of ivi. */
#include <kit/can.h>

static uint32_t counted, strangers, from_ivi;

/* Measures what a message costs its receiver, without the transfer: acknowledgements without a message cost no less. */
static uint32_t cost(void)
{
	uint64_t start = now();

	for (unsigned i = 0; i < 64; i++) {
		can_write(M_CAN_IR, M_CAN_IR_RF0N);
		can_write(M_CAN_ILE, 0);
		can_write(M_CAN_RXF0A, can_read(M_CAN_RXF0S) >> 8 & 63);
		can_write(M_CAN_ILE, M_CAN_ILE_EINT0);
	}
	return can_cost(start, 6);
}

static void answer(const struct can_message *m)
{
	switch (m->id) {
	case 0x100:
		can_send(0x200, 8, m->data[0], m->data[1]);
		break;
	case 0x103:
		can_send(0x200, 0, 0, 0);
		return;
	case 0x105:
		break;
	case 0x104:
		can_send(0x200, 8, cost(), 0);
		break;
	case 0x101:
		counted++;
		break;
	case 0x102:
		can_send(0x200, 8, counted, can_seen & M_CAN_IR_RF0L);
		break;
	case CAN_EXTENDED | 0x18fef1aa:
		can_send(CAN_EXTENDED | 0x18fef1ab, 4, m->data[0], 0);
		break;
	default:
		from_ivi += m->id >= 0x300 && m->id <= 0x3ff;
		strangers += m->id < 0x300 || m->id > 0x3ff;
	}
	can_forget_events();
}

void guest(unsigned cpu)
{
	struct can_message m = {0};

	(void)cpu;
	can_find("body-cluster-ram");
	can_start();
	do {
		can_wait(&m);
		answer(&m);
	} while (m.id != 0x3ff || m.data[0] != GOODBYE);
	check("what ivi may send has come", from_ivi > 50, 1);
	check("and nothing else", strangers, 0);
	check("nor was it tried", CAN_COUNTER(foreign), 0);
	can_send(0x200, 8, GOODBYE, 0);
	summary();
}
