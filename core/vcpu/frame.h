/* SPDX-License-Identifier: BSD-3-Clause */
/* The frames in which exceptions save general registers. */
#pragma once
#include <stdint.h>

struct activation;
struct vcpu;

/*
 * General registers of a guest or of an activation. Every exception stores them here, and the core continues by
 * loading the frame that runs next. While a frame runs, SP_EL2 points to it.
 */
struct frame {
	uint64_t x[31];
	uint64_t pc, pstate;
	uint64_t el2_stack; /* C stack of the core that runs it */
	struct vcpu *vcpu;
	struct activation *activation; /* NULL: the guest's own frame */
};

/* SPSR_EL2: EL0, AArch64, all interrupts of this level masked. */
#define PSTATE_DAIF	 (0xfu << 6)
#define PSTATE_EL0T_DAIF PSTATE_DAIF
#define PSTATE_SS	 (1u << 21) /* software step: the next instruction isn't stepped yet */
#define PSTATE_EL1H	 5u
#define PSTATE_EL1H_DAIF (PSTATE_DAIF | PSTATE_EL1H)

/*
 * Continue after an instruction of `size` bytes that the core has executed for the guest. For a debugger in the guest
 * that single-steps, the instruction counts as stepped (DDI 0487, D2.11).
 */
static inline void frame_skip(struct frame *f, unsigned size)
{
	f->pc += size;
	f->pstate &= ~(uint64_t)PSTATE_SS;
}

/* Register `index` as an instruction names it: 31 is the zero register. */
static inline uint64_t frame_read(const struct frame *f, unsigned index)
{
	return index < 31 ? f->x[index] : 0;
}
static inline void frame_write(struct frame *f, unsigned index, uint64_t value)
{
	if (index < 31)
		f->x[index] = value;
}
