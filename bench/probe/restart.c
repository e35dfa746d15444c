/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Crashes its OP-TEE mediator, an image with a planted bug, by a write to an address that the mediator doesn't have. When the
 * call returns its error, the mediator has been initialised again, and its client's partition in the secure world is a new one.
 */
#include "probe.h"

#define CRASHES		   3 /* the number of restarts that the core allows in its default window */
#define PLANTED_BUG	   0xb200bad0u
#define OPTEE_CAPABILITIES 0xb2000009u
#define OPTEE_OK	   0

void guest(unsigned cpu)
{
	unsigned served = 0;

	(void)cpu;
	served += smc_short(OPTEE_CAPABILITIES, 0) == OPTEE_OK;
	for (int i = 0; i < CRASHES; i++) {
		register uint64_t x0 __asm__("x0") = PLANTED_BUG;
		register uint64_t x1 __asm__("x1") = 0x60000000;
		register uint64_t x2 __asm__("x2") = 0;

		__asm__ volatile(MARK_BEGIN(MARK_mediator_restart) "smc #0" MARK_END
				 : "+r"(x0), "+r"(x1), "+r"(x2)::"x3", "memory");
		served += x0 != OPTEE_OK && smc_short(OPTEE_CAPABILITIES, 0) == OPTEE_OK;
	}
	put(served == CRASHES + 1 ? "restart: the mediator served after each restart\n"
				  : "restart: FAIL: the mediator doesn't serve after a restart\n");
}
