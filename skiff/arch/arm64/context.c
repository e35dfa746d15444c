/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <skiff/config.h>

void context_start(void);
void *context_make(void *stack_high, void (*function)(void *), void *argument);

/* The registers that context_switch loads, from the stack pointer up: see switch.S. */
struct context {
#ifdef CONFIG_TLS
	uint64_t tpidr_el0, pad;
#endif
	uint64_t x29, x30, x19, x20, x21_to_x28[8];
#ifdef CONFIG_FP
	uint64_t d8_to_d15[8];
#endif
#ifdef CONFIG_PROGRAM
	uint64_t fpsr, fpcr, sp_el0, pad_program;
	uint64_t q0_to_q31[64];
#endif
};

void *context_make(void *stack_high, void (*function)(void *), void *argument)
{
	struct context *c = (struct context *)((uintptr_t)stack_high & -(uintptr_t)16) - 1;

#ifdef CONFIG_TLS
	/* Until the C library sets its own, a thread has the thread-local variables of its creator. */
	__asm__("mrs %0, tpidr_el0" : "=r"(c->tpidr_el0));
#endif
#ifdef CONFIG_PROGRAM
	c->fpsr = c->fpcr = 0;
#endif
	c->x29 = 0;
	c->x30 = (uintptr_t)context_start;
	c->x19 = (uintptr_t)function;
	c->x20 = (uintptr_t)argument;
	return c;
}
