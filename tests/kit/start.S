/* SPDX-License-Identifier: BSD-3-Clause */
/* The entry of every vCPU, exceptions, and calls that need all registers: see guest.h. */
#include "registers.inc"

/* The exception level at which the guest runs: 1, or 2 without a hypervisor. */
#ifndef KIT_EL
#define KIT_EL 1
#endif
#define EL__(name, level) name##_el##level
#define EL_(name, level)  EL__(name, level)
#define EL(name)	  EL_(name, KIT_EL)

	.section .kit.start, "ax"
	.global	_start
_start:
	mrs	x0, mpidr_el1
	and	x0, x0, #0xff
	adrp	x1, stacks
	add	x1, x1, :lo12:stacks
	add	x2, x0, #1
	lsl	x2, x2, #13
	add	sp, x1, x2
#if KIT_EL == 1
	mov	x1, #(3 << 20)		/* FP isn't trapped */
	msr	cpacr_el1, x1
#else
	msr	cptr_el2, xzr		/* FP isn't trapped; with E2H = 0 the bits that are RES1 don't matter */
#endif
	adr	x1, vectors
	msr	EL(vbar), x1
	isb
	bl	guest
	b	power_off

	.global	secondary
secondary:
	adrp	x1, secondary_context
	str	x0, [x1, #:lo12:secondary_context]
	b	_start

	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr

/* void exception: unexpected() may return; execution then goes on behind the instruction. Only registers that a call may change
 * are changed. */
exception:
	stp	x29, x30, [sp, #-176]!
	general	str, sp, 0, 18, 16
	mrs	x0, EL(esr)
	mrs	x1, EL(elr)
	adrp	x2, nowhere
	ldr	x3, [x2, :lo12:nowhere]
	cmp	x1, x3			/* the exception of call_nowhere() is expected */
	b.eq	1f
	bl	unexpected
	mrs	x1, EL(elr)
	add	x1, x1, #4
	msr	EL(elr), x1
	general	ldr, sp, 0, 18, 16
	ldp	x29, x30, [sp], #176
	eret

/* Return from call_nowhere(), with the syndrome as its result. */
1:	str	xzr, [x2, :lo12:nowhere]
	ldr	x30, [sp, #8]
	msr	EL(elr), x30
	ldp	x29, x30, [sp], #176
	eret
	.global	call_nowhere
call_nowhere:
	stp	x29, x30, [sp, #-16]!
	adrp	x2, nowhere
	str	x0, [x2, :lo12:nowhere]
	blr	x0
	ldp	x29, x30, [sp], #16
	ret

/*
 * uint64_t call_with(uint64_t regs[31]): SMC with all general registers set from regs, stored back after it.
 */
	.global	call_with
call_with:
	save_callee
	str	x0, [sp, #FREE]
	mov	x30, x0
	general	ldr, x30, 0, 29
	smc	#0
	ldr	x30, [sp, #FREE]
	general	str, x30, 0, 29
	restore_callee
	ret

	.bss
	.balign	16
nowhere:
	.space	8
	.global	secondary_context
secondary_context:
	.space	8
stacks:
	.space	8 * 8192
