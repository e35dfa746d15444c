/* SPDX-License-Identifier: BSD-3-Clause */

	/* void signal_stack_switch(void (*function)(void *), void *argument, uintptr_t high) */
	.section .text.signal_stack_switch, "ax"
	.globl signal_stack_switch
	.type signal_stack_switch, %function
signal_stack_switch:
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	mov	sp, x2
	mov	x3, x0
	mov	x0, x1
	blr	x3
	mov	sp, x29
	ldp	x29, x30, [sp], #16
	ret
	.size signal_stack_switch, . - signal_stack_switch

	.section .note.GNU-stack, "", %progbits
