/* SPDX-License-Identifier: BSD-3-Clause */
/* A normal world of the tests' own: starts at EL2, MMU off. */
#include "sysreg.h"

	.section .start, "ax"
	.global	_start
_start:
	mov	x19, x0
	ldr	x1, =stack_end
	mov	sp, x1
	ldr	x1, =bss_start
	ldr	x2, =bss_end
1:	cmp	x1, x2
	b.hs	2f
	str	xzr, [x1], #8
	b	1b
2:	bl	cpu_setup
	mov	x0, x19
	bl	main
	b	.

	.global	secondary_start		/* x0: CPU_ON's context */
secondary_start:
	mov	x19, x0
	ldr	x1, =secondary_stack_end
	mov	sp, x1
	bl	cpu_setup
	mov	x0, x19
	bl	secondary_main
	b	.

cpu_setup:
	msr	cptr_el2, xzr		/* FP is not trapped; with E2H=0 the bits that are RES1 don't matter */
	ldr	x1, =vectors
	msr	vbar_el2, x1
	isb
	ret

	/* uint64_t smc(uint64_t regs[18]): x0 to x17 in and out. */
	.global	smc
smc:
	stp	x29, x30, [sp, #-32]!
	str	x0, [sp, #16]
	mov	x18, x0
	ldp	x0, x1, [x18]
	ldp	x2, x3, [x18, #16]
	ldp	x4, x5, [x18, #32]
	ldp	x6, x7, [x18, #48]
	ldp	x8, x9, [x18, #64]
	ldp	x10, x11, [x18, #80]
	ldp	x12, x13, [x18, #96]
	ldp	x14, x15, [x18, #112]
	ldp	x16, x17, [x18, #128]
	smc	#0
	ldr	x18, [sp, #16]
	stp	x0, x1, [x18]
	stp	x2, x3, [x18, #16]
	stp	x4, x5, [x18, #32]
	stp	x6, x7, [x18, #48]
	stp	x8, x9, [x18, #64]
	stp	x10, x11, [x18, #80]
	stp	x12, x13, [x18, #96]
	stp	x14, x15, [x18, #112]
	stp	x16, x17, [x18, #128]
	ldp	x29, x30, [sp], #32
	ret

	/* Fill v0 to v31 from, or store them to, 512 bytes at x0. */
	.macro	each_q op
	\op	q0, q1, [x0, #0]
	\op	q2, q3, [x0, #32]
	\op	q4, q5, [x0, #64]
	\op	q6, q7, [x0, #96]
	\op	q8, q9, [x0, #128]
	\op	q10, q11, [x0, #160]
	\op	q12, q13, [x0, #192]
	\op	q14, q15, [x0, #224]
	\op	q16, q17, [x0, #256]
	\op	q18, q19, [x0, #288]
	\op	q20, q21, [x0, #320]
	\op	q22, q23, [x0, #352]
	\op	q24, q25, [x0, #384]
	\op	q26, q27, [x0, #416]
	\op	q28, q29, [x0, #448]
	\op	q30, q31, [x0, #480]
	.endm
	.global	fp_fill, fp_store
fp_fill:
	each_q	ldp
	ret
fp_store:
	each_q	stp
	ret

	/* The same for z0 to z31 at their longest (cores with SVE). */
	.arch	armv8-a+sve
	.altmacro
	.macro	one_z op, n
	\op	z\n, [x0, #\n, mul vl]
	.endm
	.macro	each_z op
	.set	i, 0
	.rept	32
	one_z	\op, %i
	.set	i, i + 1
	.endr
	.endm
	.global	sve_fill, sve_store
sve_fill:
	each_z	ldr
	ret
sve_store:
	each_z	str
	ret

	.macro	fault
	.balign	128
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	b	unexpected_exception
	.endm
	.balign	2048
vectors:
	.rept	16
	fault
	.endr
