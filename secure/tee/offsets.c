/* SPDX-License-Identifier: BSD-3-Clause */
/* Compiled to assembly only: its ->NAME lines become offsets.h. */
#include "thread.h"

#define OFFSET(name, type, field) __asm__("\n->" #name " %0" : : "i"(offsetof(type, field)))

void offsets(void)
{
	OFFSET(REGS_X30, struct thread, regs.x[30]);
	OFFSET(REGS_ELR, struct thread, regs.elr);
	OFFSET(REGS_FPCR, struct thread, regs.fpcr);
	OFFSET(REGS_V, struct thread, regs.v);
	OFFSET(GUARD_X19, struct thread, guard.x19);
	__asm__("\n->THREAD_MASK %0" : : "i"(THREAD_SIZE - 1));
	OFFSET(CORE_THREAD, struct tee_core, thread);
	OFFSET(CORE_ARGS, struct tee_core, args);
	OFFSET(CORE_STACK, struct tee_core, stack);
	__asm__("\n->CORE_SIZE %0" : : "i"(sizeof(struct tee_core)));
}
