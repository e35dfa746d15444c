/* SPDX-License-Identifier: BSD-3-Clause */
/* What the guests of this test say to each other. */
#pragma once
#include <kit/can.h>

/* From near to far. */
#define ASK	  0x100u /* answer with the same data … */
#define BURST	  0x101u /* count this */
#define END	  0x102u
#define OF_LENGTH 0x110u /* plus 0 to 8 bytes: answer with the same length and data … */
#define STOPPED	  0x180u /* and the seven behind: go out, but aren't let in */
#define EXTENDED  (CAN_EXTENDED | 0x18fef100u) /* answer with the same data … */
#define REPORT	  0x103u /* data: which number (below); answer with it, and the number … */

/* From far to near. */
#define ANSWER		0x200u /* … as this */
#define LENGTH		0x210u /* … as this, plus the length */
#define EXTENDED_ANSWER (EXTENDED | 1)
#define REPORTED	0x203u /* … as this */
#define STOPPED_TOO	0x280u

/* From wild to far. */
#define WILD	  0x300u /* up to 37f */
#define WILD_OUT  0x380u /* goes out, but isn't let in */
#define WILD_END  0x37fu
#define WILD_RATE 100u /* its limit, in a second */

/* Numbers of REPORT. */
enum { STRANGERS, LOST, BURSTS, FROM_WILD, ABOVE_LIMIT, WILD_ENDED };

/* Take a message; wait for it, until `deadline` at most. @return 0: there is none */
static inline int wire_wait(struct can_message *m, uint64_t deadline)
{
	for (;;) {
		if (can_read(M_CAN_RXF0S) & 127)
			return can_take_one(m);
		if (now() >= deadline)
			return 0;
		write_sysreg(cntv_cval_el0, deadline);
		write_sysreg(cntv_ctl_el0, 1);
		__asm__ volatile("wfi" ::: "memory");
		write_sysreg(cntv_ctl_el0, 0);
		while (gic_take() != GIC_NONE)
			;
		if (can_read(M_CAN_IR))
			can_acknowledge();
	}
}
