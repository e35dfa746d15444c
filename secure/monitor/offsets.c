/* SPDX-License-Identifier: BSD-3-Clause */
/* Compiled to assembly only: its ->NAME lines become offsets.h. */
#include <stddef.h>
#include "core.h"

#define OFFSET(name, type, field) __asm__("\n->" #name " %0" : : "i"(offsetof(type, field)))

void offsets(void)
{
	OFFSET(FRAME_X30, struct frame, x[30]);
	OFFSET(FRAME_ELR, struct frame, elr);
	OFFSET(FRAME_SPSR, struct frame, spsr);
	OFFSET(FRAME_STACK, struct frame, stack);
	OFFSET(FP_FPCR, struct fp_regs, fpcr);
	OFFSET(CORE_STACK, struct core, stack);
	__asm__("\n->CORE_SIZE %0" : : "i"(sizeof(struct core)));
}
