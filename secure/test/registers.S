/* SPDX-License-Identifier: BSD-3-Clause */
/* FP and SVE registers, filled from memory and stored there. */
	.arch	armv8-a+fp+simd
	.text
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
