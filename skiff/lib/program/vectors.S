/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exception vectors while a program runs at EL1 on SP_EL0 (Arm ARM D1.3.1.5): its exceptions come to the
 * first four entries, on SP_EL1, which is the thread's stack in the image. Those of the image's own code,
 * which touches the program's memory and calls its signal handlers, come to the next four.
 */
#include <arm/esr.h>
#include <arm/pairs.inc>
#include <skiff/config.h>
#include "inside.h"

#define CPACR_FPEN	(3 << 20)
#define SPSR_I		7	/* bit: interrupts are masked */
#define SPACE_HIGH_BIT	35	/* of an address: skiff/posix/space.h */
#define SPACE_LOW_SHIFT 30	/* what lies below this is the low part */

	/* x0 and x1 are saved: a call, or an abort. */
	.macro	to_handler
	stp	x0, x1, [sp, #-PROGRAM_FRAME_SIZE]!
	mrs	x0, esr_el1
	lsr	x0, x0, #ESR_EC_SHIFT
	cmp	x0, #ESR_EC_SVC64
	b.ne	program_abort
	b	program_call
	.endm

	.section .text.program_vectors, "ax"
	.balign 2048
program_vectors:
	to_handler

	.balign 128
	b	vector_irq
	.balign 128
	b	vector_synchronous	/* FIQ: none is ever routed here */
	.balign 128
	b	vector_synchronous	/* SError */

	.balign 128
	/* The stack may be what failed: only a call, or an abort in the program's memory, is looked at. */
	msr	tpidrro_el0, x0
	mrs	x0, esr_el1
	lsr	x0, x0, #ESR_EC_SHIFT
	cmp	x0, #ESR_EC_SVC64
	b.eq	1f
	mrs	x0, far_el1
	tbnz	x0, #SPACE_HIGH_BIT, 1f
	lsr	x0, x0, #SPACE_LOW_SHIFT
	cbz	x0, 1f
	mrs	x0, tpidrro_el0
	b	vector_synchronous
1:	mrs	x0, tpidrro_el0
	to_handler

	.balign 128
	b	vector_irq
	.balign 128
	b	vector_synchronous
	.balign 128
	b	vector_synchronous
	.balign 128

	/* x8: the number, x0 to x5: arguments; all registers but x0 stay as they are (Linux's
	 * Documentation/arch/arm64, syscall(2)). The function sees the frame as its seventh argument. */
	.type program_call, %function
program_call:
	pairs	stp, x, sp, 2, 29, 16
	mrs	x9, elr_el1
	mrs	x10, spsr_el1
	stp	x30, x9, [sp, #PROGRAM_FRAME_X30]
	str	x10, [sp, #PROGRAM_FRAME_STATE]
	tbnz	x10, #SPSR_I, 1f
	msr	daifclr, #2
1:	mov	x6, sp
	cmp	x8, #PROGRAM_CALLS
	b.hs	3f
	adrp	x9, program_calls
	add	x9, x9, :lo12:program_calls
	ldr	x9, [x9, x8, lsl #3]
	cbz	x9, 3f
	ldp	x0, x1, [sp]
	blr	x9
2:	msr	daifset, #2
	ldr	x10, [sp, #PROGRAM_FRAME_STATE]
	ldp	x30, x9, [sp, #PROGRAM_FRAME_X30]
	msr	spsr_el1, x10
	msr	elr_el1, x9
	ldr	x1, [sp, #8]
	pairs	ldp, x, sp, 2, 17, 16
	ldr	x18, [sp, #144]
	add	sp, sp, #PROGRAM_FRAME_SIZE
	eret
3:	mov	x0, x8
	bl	program_unserved
	b	2b
	.size program_call, . - program_call

	/* An abort in the program's memory, if that is what it is; interrupts stay masked. */
	.type program_abort, %function
program_abort:
	pairs	stp, x, sp, 2, 17, 16
	mrs	x9, elr_el1
	mrs	x10, spsr_el1
	str	x18, [sp, #144]
	stp	x30, x9, [sp, #PROGRAM_FRAME_X30]
	str	x10, [sp, #PROGRAM_FRAME_STATE]
	mrs	x1, esr_el1
	lsr	x2, x1, #ESR_EC_SHIFT
	cmp	x2, #ESR_EC_DATA_ABORT_SAME
	mov	x0, #ESR_EC_INSTRUCTION_ABORT_SAME
	ccmp	x2, x0, #4, ne		/* 4: Z, so that either is equal */
	mov	w0, #0
	b.ne	1f
	mrs	x0, far_el1
	bl	space_fault
1:	ldr	x10, [sp, #PROGRAM_FRAME_STATE]
	ldp	x30, x9, [sp, #PROGRAM_FRAME_X30]
	msr	spsr_el1, x10
	msr	elr_el1, x9
	pairs	ldp, x, sp, 2, 17, 16
	ldr	x18, [sp, #144]
	tbz	w0, #0, 2f
	ldp	x0, x1, [sp], #PROGRAM_FRAME_SIZE
	eret
2:	ldp	x0, x1, [sp], #PROGRAM_FRAME_SIZE
	b	vector_synchronous
	.size program_abort, . - program_abort

	/* void program_enter(const struct program_frame *frame, uintptr_t stack, uintptr_t kernel_stack) */
	.section .text.program_enter, "ax"
	.globl program_enter
	.type program_enter, %function
program_enter:
	msr	daifset, #2
	msr	sp_el0, x1
	mov	sp, x2
	ldp	x1, x2, [x0, #PROGRAM_FRAME_PC]
	msr	elr_el1, x1
	msr	spsr_el1, x2
	ldr	x30, [x0, #PROGRAM_FRAME_X30]
	pairs	ldp, x, x0, 2, 29, 16
	ldp	x0, x1, [x0]
	eret
	.size program_enter, . - program_enter

	/* void program_vectors_set(void) */
	.section .text.program_vectors_set, "ax"
	.globl program_vectors_set
	.type program_vectors_set, %function
program_vectors_set:
	adrp	x0, program_vectors
	add	x0, x0, :lo12:program_vectors
	msr	vbar_el1, x0
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
	isb
	ret
	.size program_vectors_set, . - program_vectors_set
