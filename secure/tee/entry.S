/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries from the monitor, and the vectors through which threads leave the core. */
#include "layout.h"
#include "sysreg.h"
#include "tee_image.h"
#include "offsets.h"

	.macro each_pair op, base
	\op	q0, q1, [\base, #0]
	\op	q2, q3, [\base, #32]
	\op	q4, q5, [\base, #64]
	\op	q6, q7, [\base, #96]
	\op	q8, q9, [\base, #128]
	\op	q10, q11, [\base, #160]
	\op	q12, q13, [\base, #192]
	\op	q14, q15, [\base, #224]
	\op	q16, q17, [\base, #256]
	\op	q18, q19, [\base, #288]
	\op	q20, q21, [\base, #320]
	\op	q22, q23, [\base, #352]
	\op	q24, q25, [\base, #384]
	\op	q26, q27, [\base, #416]
	\op	q28, q29, [\base, #448]
	\op	q30, q31, [\base, #480]
	.endm

	.macro each_gp op, base			/* x4 to x29 */
	\op	x4, x5, [\base, #32]
	\op	x6, x7, [\base, #48]
	\op	x8, x9, [\base, #64]
	\op	x10, x11, [\base, #80]
	\op	x12, x13, [\base, #96]
	\op	x14, x15, [\base, #112]
	\op	x16, x17, [\base, #128]
	\op	x18, x19, [\base, #144]
	\op	x20, x21, [\base, #160]
	\op	x22, x23, [\base, #176]
	\op	x24, x25, [\base, #192]
	\op	x26, x27, [\base, #208]
	\op	x28, x29, [\base, #224]
	.endm

	.section .header, "ax"
	.global	image_header
image_header:
	.quad	TEE_IMAGE_MAGIC
	.quad	image_text_size
	.quad	image_data_size
	.quad	image_bss_size
	.org	TEE_ENTRY_INIT
	b	entry_init
	.org	TEE_ENTRY_CALL
	b	entry_call

	.text
	/* x0: device tree, x8: core. MMU off. Ends as a call does: x1 is the normal world's x0. */
entry_init:
	mov	x19, x0
	bl	core_setup
	bl	boot_mmu
	ldr	x0, =vectors
	msr	vbar_el1, x0
	isb
	mov	x0, x19
	bl	boot_main
	mrs	x5, tpidr_el1
	add	x5, x5, #CORE_ARGS
	stp	x19, xzr, [x5]
	stp	xzr, xzr, [x5, #16]
	b	leave

	/* x0 to x7: the caller's, x8: core. */
entry_call:
	bl	core_setup
	add	x10, x9, #CORE_ARGS
	stp	x0, x1, [x10]
	stp	x2, x3, [x10, #16]
	stp	x4, x5, [x10, #32]
	stp	x6, x7, [x10, #48]
	mov	x0, x9
	bl	smc_entry
	cbnz	x0, thread_enter

leave:
	mrs	x5, tpidr_el1
	add	x5, x5, #CORE_ARGS
	ldp	x1, x2, [x5]
	ldp	x3, x4, [x5, #16]
	mov	x0, #TEE_CALL_DONE
	smc	#0
	b	.

	/* x8: core; sets TPIDR_EL1 and SP, leaves the record in x9. */
core_setup:
	ldr	x9, =tee_cores
	mov	x10, #CORE_SIZE
	madd	x9, x8, x10, x9
	msr	tpidr_el1, x9
	add	x10, x9, #CORE_STACK
	add	sp, x10, #STACK_SIZE
	ret

	/* x0: the thread to run, at EL1 on SP_EL0. */
thread_enter:
	add	x3, x0, #REGS_ELR
	ldp	x1, x2, [x3]			/* elr, spsr */
	msr	elr_el1, x1
	msr	spsr_el1, x2
	ldp	x1, x2, [x0, #REGS_FPCR]
	msr	fpcr, x1
	msr	fpsr, x2
	add	x3, x0, #REGS_V
	each_pair ldp, x3
	each_gp	ldp, x0
	ldp	x30, x1, [x0, #REGS_X30]	/* x30, sp */
	msr	sp_el0, x1
	ldp	x2, x3, [x0, #16]
	ldp	x0, x1, [x0]
	eret
	dsb	nsh
	isb

	/* Save the running thread, tell C why it left, go back to the normal world. */
	.macro thread_leave sync
	.balign	128
	stp	x0, x1, [sp, #-16]!
	mov	x1, #\sync
	b	thread_save
	.endm

thread_save:
	mrs	x0, tpidr_el1
	ldr	x0, [x0, #CORE_THREAD]
	stp	x2, x3, [x0, #16]
	mov	x2, x1
	each_gp	stp, x0
	ldp	x4, x5, [sp], #16
	stp	x4, x5, [x0]
	mrs	x4, sp_el0
	stp	x30, x4, [x0, #REGS_X30]
	mrs	x4, elr_el1
	mrs	x5, spsr_el1
	add	x3, x0, #REGS_ELR
	stp	x4, x5, [x3]
	mrs	x4, fpcr
	mrs	x5, fpsr
	stp	x4, x5, [x0, #REGS_FPCR]
	add	x3, x0, #REGS_V
	each_pair stp, x3
	mrs	x0, tpidr_el1
	mov	x1, x2
	bl	thread_event
	cbnz	x0, thread_enter
	b	leave

	.macro vector_bug
	.balign	128
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	b	vector_panic
	.endm

	.balign	2048
	.global	vectors
vectors:
	thread_leave 1			/* SP_EL0: a thread */
	thread_leave 0			/* IRQ: a foreign interrupt with GICv2 */
	thread_leave 0			/* FIQ: the same with GICv3 */
	vector_bug
	.rept	12			/* SP_EL1 or a lower level: a bug of the TEE */
	vector_bug
	.endr

	.global	tee_panic
tee_panic:
	mov	x0, #TEE_PANIC
	smc	#0
	b	.
