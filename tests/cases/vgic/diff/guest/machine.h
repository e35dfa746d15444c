/* SPDX-License-Identifier: BSD-3-Clause */
/* What the vCPUs of the machine do, each by its own instructions, as vCPU 0 tells them. */
#pragma once
#include <stdint.h>
#include <kit/gic.h>

#define CPUS_MAX 4

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

extern unsigned cpus; /* that run */

/** Do `action` on vCPU `cpu`, and wait until all that it caused has reached all vCPUs. */
uint64_t act(unsigned cpu, enum action action, uint64_t a, uint64_t b);
/** Start the other vCPUs; `count` in all. */
void start(unsigned count);
/** A vCPU that isn't the first: does what it is told, for ever. */
_Noreturn void obey(unsigned cpu);
/** This vCPU's interface: all groups on, nothing masked. */
void interface_on(void);
/** Text to the UART, which both machines have. */
void say(const char *text);
void say_hex(uint64_t value);
