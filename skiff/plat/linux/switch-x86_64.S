/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread switch: the registers that a C call preserves (System V ABI for x86-64, 3.2.1). */

	.text
	.globl context_switch
	.type context_switch, @function
context_switch:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, (%rdi)
	mov	%rsi, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.size context_switch, . - context_switch

	/* First return of a new thread: r12 = function, r13 = argument. */
	.globl context_start
	.type context_start, @function
context_start:
	mov	%r13, %rdi
	xor	%ebp, %ebp
	call	*%r12
	ud2
	.size context_start, . - context_start

	.section .note.GNU-stack, "", @progbits
