/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions and the switch of general registers. While a guest or an extension runs, SP_EL2 points at its
 * frame; C runs on the core's own stack and returns the frame to resume, or NULL if the core has to choose.
 */
#include <arm/pairs.inc>
#include <arm/smccc.h>
#include <bulkhead/armv8.h>
#include "offsets.h"

	.macro	vector target
	.balign	128
	b	\target
	.endm

/*
 * An exception from a lower level: save the registers in the frame, call the C handler, resume the frame that it
 * returns. Exceptions of an activation may have a separate path.
 */
	.macro	lower handler, activation
	pairs	stp, x, sp, 0, 11, FRAME_X
	.ifnb	\activation
	ldr	x9, [sp, #FRAME_ACTIVATION]
	cbnz	x9, \activation
	.endif
	save_rest \handler
	.endm

	.macro	save_rest handler
	pairs	stp, x, sp, 12, 29, FRAME_X + 96
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
vector_sync:
	lower	exit_sync, activation_sync
	.balign	128
vector_irq:
	lower	exit_irq
	vector	el2_fault	/* FIQ: group 0 isn't ours */
	.balign	128
vector_serror:
	lower	exit_serror
	vector	el2_fault	/* a lower level that uses AArch32: HCR_EL2.RW = 1, never */
	vector	el2_fault
	vector	el2_fault
	vector	el2_fault
	.balign	128

/*
 * The same for cores on which a guest's branch history can steer EL2 (errata.c). The history is replaced before any
 * branch that it could steer: by a loop of taken branches, or by the firmware.
 */
	.macro	clear_history vector
	.balign	128
	stp	x0, x1, [sp, #FRAME_X]
	mrs	x1, tpidr_el2
	ldr	w0, [x1, #CPU_HISTORY_TURNS]
	cbz	w0, 2f
1:	b	. + 4
	subs	w0, w0, #1
	b.ne	1b
	dsb	nsh
	isb
	b	3f
2:	stp	x2, x3, [sp, #FRAME_X + 16]
	ldr	w0, =SMCCC_ARCH_WORKAROUND_3
	smc	#0
	ldp	x2, x3, [sp, #FRAME_X + 16]
3:	ldp	x0, x1, [sp, #FRAME_X]
	b	\vector
	.endm

	.balign	2048
	.global	vectors_history
vectors_history:
	.rept	8
	vector	el2_fault
	.endr
	clear_history vector_sync
	clear_history vector_irq
	vector	el2_fault
	clear_history vector_serror
	.rept	4
	vector	el2_fault
	.endr
	.balign	128
	.ltorg

	.text
/*
 * A synchronous exception of activation x9. A reply needs no registers from x12 on: they are saved only for other
 * exceptions.
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

/* Resume frame x0, or, if x0 is 0, the frame that run_next() chooses. SP is the core's own stack. */
	.global	frame_resume
frame_resume:
	cbz	x0, 2f
1:	mov	sp, x0
	ldp	x30, x9, [sp, #FRAME_X + 240]
	ldr	x10, [sp, #FRAME_PSTATE]
	msr	elr_el2, x9
	msr	spsr_el2, x10
	pairs	ldp, x, sp, 2, 29, FRAME_X + 16
	ldp	x0, x1, [sp, #FRAME_X]
	eret
	dsb	nsh
	isb

2:	mrs	x0, tpidr_el2
	bl	run_next
	b	1b

/* An exception in the core itself: dump the registers. The stack may be broken, so the panic has its own stack. */
el2_fault:
	msr	tpidr_el0, x0
	adrp	x0, panic_stack_top
	add	x0, x0, :lo12:panic_stack_top
	mov	sp, x0
	mrs	x0, tpidr_el0
	sub	sp, sp, #256
	pairs	stp, x, sp, 0, 29
	str	x30, [sp, #240]
	mov	x0, sp
	b	panic_exception

	.bss
	.balign	16
	.space	2048
panic_stack_top:
