/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>

void context_start(void);
void *context_make(void *stack_high, void (*function)(void *), void *argument);

/* The registers that context_switch loads, from the stack pointer up. */
struct context {
	uint64_t r15, r14, r13, r12, rbx, rbp, pc, pad[2];
};

void *context_make(void *stack_high, void (*function)(void *), void *argument)
{
	struct context *c = (struct context *)((uintptr_t)stack_high & -(uintptr_t)16) - 1;

	*c = (struct context){
	    .pc = (uintptr_t)context_start, .r12 = (uintptr_t)function, .r13 = (uintptr_t)argument};
	return c;
}
