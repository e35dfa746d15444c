/* SPDX-License-Identifier: BSD-3-Clause */
/* See fp.h. */
#include <arm/pairs.inc>
#include "offsets.h"

	.text
	.arch_extension fp
	.arch_extension simd
	.global	fp_save, fp_load
fp_save:
	pairs	stp, q, x0, 0, 31, EL1_Q, 16
	mrs	x2, fpcr
	mrs	x3, fpsr
	stp	x2, x3, [x0, #EL1_FPCR]
	ret
fp_load:
	ldp	x2, x3, [x0, #EL1_FPCR]
	msr	fpcr, x2
	msr	fpsr, x3
	pairs	ldp, q, x0, 0, 31, EL1_Q, 16
	ret
