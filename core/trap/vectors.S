/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions and the switch of general registers. While a guest or an extension runs, SP_EL2 points at its
 * frame; C runs on the core's own stack and returns the frame to go on with.
 */
#include <bulkhead/armv8.h>
#include "offsets.h"

	.macro	vector target
	.balign	128
	b	\target
	.endm

/*
 * An exception from below: registers into the frame, C handler, on with the frame that it returns. What
 * comes from an activation may have a way of its own.
 */
	.macro	lower handler, activation
	stp	x0, x1, [sp, #FRAME_X]
	stp	x2, x3, [sp, #FRAME_X + 16]
	stp	x4, x5, [sp, #FRAME_X + 32]
	stp	x6, x7, [sp, #FRAME_X + 48]
	stp	x8, x9, [sp, #FRAME_X + 64]
	stp	x10, x11, [sp, #FRAME_X + 80]
	.ifnb	\activation
	ldr	x9, [sp, #FRAME_ACTIVATION]
	cbnz	x9, \activation
	.endif
	save_rest \handler
	.endm

	.macro	save_rest handler
	stp	x12, x13, [sp, #FRAME_X + 96]
	stp	x14, x15, [sp, #FRAME_X + 112]
	stp	x16, x17, [sp, #FRAME_X + 128]
	stp	x18, x19, [sp, #FRAME_X + 144]
	stp	x20, x21, [sp, #FRAME_X + 160]
	stp	x22, x23, [sp, #FRAME_X + 176]
	stp	x24, x25, [sp, #FRAME_X + 192]
	stp	x26, x27, [sp, #FRAME_X + 208]
	stp	x28, x29, [sp, #FRAME_X + 224]
	mrs	x9, elr_el2
	mrs	x10, spsr_el2
	stp	x30, x9, [sp, #FRAME_X + 240]
	str	x10, [sp, #FRAME_PSTATE]
	mov	x0, sp
	ldr	x9, [sp, #FRAME_STACK]
	mov	sp, x9
	mrs	x1, esr_el2
	bl	\handler
	b	frame_resume
	.endm

	.section .text.vectors, "ax"
	.balign	2048
	.global	vectors
vectors:
	vector	el2_fault	/* from EL2 with SP_EL0: never */
	vector	el2_fault
	vector	el2_fault
	vector	el2_fault
	vector	el2_fault	/* from EL2 itself: a bug of the core, or memory that isn't there at boot */
	vector	el2_fault
	vector	el2_fault
	vector	el2_fault
	.balign	128
	lower	exit_sync, activation_sync
	.balign	128
	lower	exit_irq
	vector	el2_fault	/* FIQ: group 0 isn't ours */
	.balign	128
	lower	exit_serror
	vector	el2_fault	/* a lower level that uses AArch32: HCR_EL2.RW = 1, never */
	vector	el2_fault
	vector	el2_fault
	vector	el2_fault
	.balign	128

	.text
/*
 * A synchronous exception of activation x9. Nobody needs what a reply leaves in x12 and above: those registers are
 * saved only if it is something else.
 */
activation_sync:
	mrs	x1, esr_el2
	mov	x10, #ESR_REPLY
	cmp	x1, x10
	b.ne	1f
	ldr	x10, [sp, #FRAME_STACK]
	mov	x0, x9
	mov	sp, x10
	bl	extension_reply
	b	frame_resume
1:	save_rest extension_exit

/*
 * x0 = frame to go on with. FRAME_FRESH: that of an activation that begins.
 */
	.global	frame_resume
frame_resume:
	tbnz	x0, #0, 1f
	mov	sp, x0
	ldp	x30, x9, [sp, #FRAME_X + 240]
	ldr	x10, [sp, #FRAME_PSTATE]
	msr	elr_el2, x9
	msr	spsr_el2, x10
	ldp	x2, x3, [sp, #FRAME_X + 16]
	ldp	x4, x5, [sp, #FRAME_X + 32]
	ldp	x6, x7, [sp, #FRAME_X + 48]
	ldp	x8, x9, [sp, #FRAME_X + 64]
	ldp	x10, x11, [sp, #FRAME_X + 80]
	ldp	x12, x13, [sp, #FRAME_X + 96]
	ldp	x14, x15, [sp, #FRAME_X + 112]
	ldp	x16, x17, [sp, #FRAME_X + 128]
	ldp	x18, x19, [sp, #FRAME_X + 144]
	ldp	x20, x21, [sp, #FRAME_X + 160]
	ldp	x22, x23, [sp, #FRAME_X + 176]
	ldp	x24, x25, [sp, #FRAME_X + 192]
	ldp	x26, x27, [sp, #FRAME_X + 208]
	ldp	x28, x29, [sp, #FRAME_X + 224]
	ldp	x0, x1, [sp, #FRAME_X]
	eret
	dsb	nsh
	isb

1:	bic	x0, x0, #FRAME_FRESH
/* x0 = activation that begins: its request is x0 of the frame and the eight registers at `args`, the others are 0. */
	.global	activation_go
activation_go:
	mov	sp, x0
	ldp	x9, x10, [x0, #ACTIVATION_ENTRY] /* and args */
	mov	x11, #PSTATE_EL0_DAIF
	msr	elr_el2, x9
	msr	spsr_el2, x11
	ldr	x0, [sp, #FRAME_X]
	ldp	x1, x2, [x10]
	ldp	x3, x4, [x10, #16]
	ldp	x5, x6, [x10, #32]
	ldp	x7, x8, [x10, #48]
	.irp	n, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, xzr
	.endr
	eret
	dsb	nsh
	isb

/* An exception in the core itself: dump what there is. The stack may be gone, so the panic has its own. */
el2_fault:
	msr	tpidr_el0, x0
	adrp	x0, panic_stack_top
	add	x0, x0, :lo12:panic_stack_top
	mov	sp, x0
	mrs	x0, tpidr_el0
	sub	sp, sp, #256
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	str	x30, [sp, #240]
	mov	x0, sp
	b	panic_exception

/* fp_save(struct el1_context *), fp_load(const struct el1_context *): the SIMD and FP registers. */
	.arch_extension fp
	.arch_extension simd
	.global	fp_save, fp_load
fp_save:
	stp	q0, q1, [x0, #EL1_Q + 0]
	stp	q2, q3, [x0, #EL1_Q + 32]
	stp	q4, q5, [x0, #EL1_Q + 64]
	stp	q6, q7, [x0, #EL1_Q + 96]
	stp	q8, q9, [x0, #EL1_Q + 128]
	stp	q10, q11, [x0, #EL1_Q + 160]
	stp	q12, q13, [x0, #EL1_Q + 192]
	stp	q14, q15, [x0, #EL1_Q + 224]
	stp	q16, q17, [x0, #EL1_Q + 256]
	stp	q18, q19, [x0, #EL1_Q + 288]
	stp	q20, q21, [x0, #EL1_Q + 320]
	stp	q22, q23, [x0, #EL1_Q + 352]
	stp	q24, q25, [x0, #EL1_Q + 384]
	stp	q26, q27, [x0, #EL1_Q + 416]
	stp	q28, q29, [x0, #EL1_Q + 448]
	stp	q30, q31, [x0, #EL1_Q + 480]
	mrs	x2, fpcr
	mrs	x3, fpsr
	stp	x2, x3, [x0, #EL1_FPCR]
	ret
fp_load:
	ldp	x2, x3, [x0, #EL1_FPCR]
	msr	fpcr, x2
	msr	fpsr, x3
	ldp	q0, q1, [x0, #EL1_Q + 0]
	ldp	q2, q3, [x0, #EL1_Q + 32]
	ldp	q4, q5, [x0, #EL1_Q + 64]
	ldp	q6, q7, [x0, #EL1_Q + 96]
	ldp	q8, q9, [x0, #EL1_Q + 128]
	ldp	q10, q11, [x0, #EL1_Q + 160]
	ldp	q12, q13, [x0, #EL1_Q + 192]
	ldp	q14, q15, [x0, #EL1_Q + 224]
	ldp	q16, q17, [x0, #EL1_Q + 256]
	ldp	q18, q19, [x0, #EL1_Q + 288]
	ldp	q20, q21, [x0, #EL1_Q + 320]
	ldp	q22, q23, [x0, #EL1_Q + 352]
	ldp	q24, q25, [x0, #EL1_Q + 384]
	ldp	q26, q27, [x0, #EL1_Q + 416]
	ldp	q28, q29, [x0, #EL1_Q + 448]
	ldp	q30, q31, [x0, #EL1_Q + 480]
	ret

	.bss
	.balign	16
	.space	2048
panic_stack_top:
