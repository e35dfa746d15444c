/* SPDX-License-Identifier: BSD-3-Clause */
/* See fp.h. */
#include "offsets.h"

	.text
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
