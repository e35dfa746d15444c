/* SPDX-License-Identifier: BSD-3-Clause */
/* The normal world's FP and SIMD state around a stay in the TEE. */
#include "offsets.h"
	.arch	armv8-a+sve
	.text

	.macro status_save
	mrs	x1, fpcr
	mrs	x2, fpsr
	add	x3, x0, #FP_FPCR
	stp	x1, x2, [x3]
	.endm

	.macro status_load
	add	x3, x0, #FP_FPCR
	ldp	x1, x2, [x3]
	msr	fpcr, x1
	msr	fpsr, x2
	.endm

	.altmacro
	.macro pair op, n, m
	\op	q\n, q\m, [x0, #16 * \n]
	.endm
	.macro each_pair op
	.set	i, 0
	.rept	16
	pair	\op, %i, %(i + 1)
	.set	i, i + 2
	.endr
	.endm
	.macro one op, n
	\op	z\n, [x0, #\n, mul vl]
	.endm
	.macro each_z op
	.set	i, 0
	.rept	32
	one	\op, %i
	.set	i, i + 1
	.endr
	.endm

	.global	fp_save
fp_save:
	status_save
	each_pair stp
	ret

	.global	fp_load
fp_load:
	status_load
	each_pair ldp
	ret

	/* Z registers only: the TEE executes no SVE instruction, so predicates and FFR stay as they are. */
	.global	sve_save
sve_save:
	status_save
	each_z	str
	ret

	.global	sve_load
sve_load:
	status_load
	each_z	ldr
	ret
