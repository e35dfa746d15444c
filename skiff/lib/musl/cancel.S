/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Replaces musl's syscall_cp.s: a call at which a thread can be cancelled. musl's handler of the
 * cancelling signal looks whether the thread stands between __cp_begin and __cp_end.
 */

	/* long __syscall_cp_asm(const int *cancelled, long (*call)(…), six arguments) */
	.section .text.__syscall_cp_asm, "ax"
	.globl __syscall_cp_asm, __cp_begin, __cp_end, __cp_cancel
	.hidden __syscall_cp_asm, __cp_begin, __cp_end, __cp_cancel, __cancel
	/* Weak, so that this file doesn't link cancellation in: only cancellation calls this function. */
	.weak __cancel
	.type __syscall_cp_asm, %function
__syscall_cp_asm:
__cp_begin:
	ldr	w0, [x0]
	cbnz	w0, __cp_cancel
	mov	x16, x1
	mov	x0, x2
	mov	x1, x3
	mov	x2, x4
	mov	x3, x5
	mov	x4, x6
	mov	x5, x7
	br	x16
__cp_end:
__cp_cancel:
	b	__cancel
	.size __syscall_cp_asm, . - __syscall_cp_asm

	/*
	 * Replaces restore.s, to which a handler returns on Linux. Here handlers return like any function, and only the
	 * address is used.
	 */
	.section .text.__restore, "ax"
	.globl __restore, __restore_rt
	.hidden __restore, __restore_rt
	.type __restore, %function
__restore:
__restore_rt:
	brk	#0
	.size __restore, . - __restore
