/* SPDX-License-Identifier: BSD-3-Clause */

	/* void signal_stack_switch(void (*function)(void *), void *argument, uintptr_t high) */
	.section .text.signal_stack_switch, "ax"
	.globl signal_stack_switch
	.type signal_stack_switch, @function
signal_stack_switch:
	push	%rbp
	mov	%rsp, %rbp
	mov	%rdx, %rsp
	mov	%rdi, %rax
	mov	%rsi, %rdi
	call	*%rax
	mov	%rbp, %rsp
	pop	%rbp
	ret
	.size signal_stack_switch, . - signal_stack_switch

	.section .note.GNU-stack, "", @progbits
