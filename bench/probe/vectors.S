/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vectors of the measured interrupts. They call C code (interrupt() in interrupts.c), except those for the comparison with
 * other hypervisors, whose handler is short.
 */
#include <arm/gic.h>
#include <kit/registers.inc>

	.macro	table interrupt
	.rept	5
	.balign	128
	b	probe_unexpected
	.endr
	.balign	128
	\interrupt
	.rept	10
	.balign	128
	b	probe_unexpected
	.endr
	.balign	128
	.endm

	/* Note the time of the interrupt, acknowledge and end it. */
	.macro	short_handler
	stp	x0, x1, [sp, #-32]!
	stp	x2, x3, [sp, #16]
	adrp	x1, timestamp
	ldr	x2, [x1, #:lo12:timestamp]
	cbnz	x2, 1f
	mrs	x2, cntvct_el0
	str	x2, [x1, #:lo12:timestamp]
1:	adrp	x1, gicc
	ldr	x2, [x1, #:lo12:gicc]
	cbnz	x2, 2f
	mrs	x0, icc_iar1_el1
	cmp	x0, #27
	b.ne	3f
	msr	cntv_ctl_el0, xzr
	isb
3:	msr	icc_eoir1_el1, x0
	b	4f
2:	ldr	w0, [x2, #GICC_IAR]
	and	w3, w0, #GIC_SPURIOUS_ID
	cmp	w3, #27
	b.ne	5f
	msr	cntv_ctl_el0, xzr
	isb
5:	str	w0, [x2, #GICC_EOIR]
4:	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp], #32
	eret
	.endm

	/* The vector's first instruction is the mark MARK_END. */
	.macro	marked_handler
	hint	#127
	b	handle
	.endm

	.balign	2048
	.global	probe_vectors, probe_vectors_marked
probe_vectors:
	table	short_handler
probe_vectors_marked:
	table	marked_handler

	/* No guest here expects other exceptions: the kit reports them. */
probe_unexpected:
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	bl	unexpected
	b	.

handle:
	sub	sp, sp, #176
	general	str, sp, 0, 18
	str	x30, [sp, #(8 * 19)]
	bl	interrupt
	general	ldr, sp, 0, 18
	ldr	x30, [sp, #(8 * 19)]
	add	sp, sp, #176
	eret
