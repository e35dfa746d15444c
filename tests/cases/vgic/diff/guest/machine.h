/* SPDX-License-Identifier: BSD-3-Clause */
/* Actions that vCPU 0 makes any vCPU of the machine carry out. */
#pragma once
#include <stdint.h>
#include <kit/gic.h>

#define CPUS_MAX 4

/* What a vCPU may do, each with its arguments and, behind `->`, its result. */
enum action {
	NOTHING,
	READ32,	     /* address */
	READ8,	     /* address */
	WRITE32,     /* address, value */
	WRITE8,	     /* address, value */
	WRITE64,     /* address, value */
	ACKNOWLEDGE, /* -> IAR */
	END,	     /* IAR */
	DEACTIVATE,  /* IAR */
	SEND,	     /* GICD_SGIR or ICC_SGI1R_EL1 */
	MASK,	     /* priority */
	SPLIT,	     /* EOImode */
	LOOK,	     /* -> running priority, highest pending, ISR_EL1 */
	TIMER,	     /* on or off: the virtual timer, whose deadline has passed */
};

extern unsigned cpus; /* number of vCPUs that run */

/** Do `action` on vCPU `cpu`, and wait until its effects have reached all vCPUs. */
uint64_t act(unsigned cpu, enum action action, uint64_t a, uint64_t b);
/** Start the other vCPUs, so that `count` vCPUs run in all. */
void start(unsigned count);
/** The loop of the other vCPUs: they carry out what vCPU 0 tells them, for ever. */
_Noreturn void obey(unsigned cpu);
/** Set up this vCPU's interface: all groups are on, and nothing is masked. */
void interface_on(void);
/** Write text to the UART, which both machines have. */
void say(const char *text);
void say_hex(uint64_t value);
