/* SPDX-License-Identifier: BSD-3-Clause */
/* See registers.h. */
#include <kit/registers.inc>

	.arch_extension fp
	.arch_extension simd
	.text
	.global	call_hostile
call_hostile:
	save_callee
	str	x0, [sp, #FREE]
	mov	x30, x0
	mov	x27, x1
	mov	x28, x2
	ldr	x29, =0x5ec2e7000000001d
	general	ldr, x30, 0, 26
	msr	sctlr_el1, x27
	isb
	smc	#0
	mrs	x30, sctlr_el1
	msr	sctlr_el1, x28
	isb
	ldr	x28, [sp, #FREE]
	general	str, x28, 0, 26
	str	x29, [x28, #(8 * 29)]
	mov	x0, x30
	restore_callee
	ret

	.global	fp_fill
fp_fill:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	dup	v\n\().2d, x0
	add	x0, x0, #1
	.endr
	ret
	.global	fp_kept
fp_kept:
	mov	x2, xzr
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	umov	x1, v\n\().d[0]
	eor	x1, x1, x0
	orr	x2, x2, x1
	umov	x1, v\n\().d[1]
	eor	x1, x1, x0
	orr	x2, x2, x1
	add	x0, x0, #1
	.endr
	cmp	x2, #0
	cset	x0, eq
	ret
