/* SPDX-License-Identifier: BSD-3-Clause */
/* See registers.h. */
	.arch_extension fp
	.arch_extension simd
	.text
	.global	call_hostile
call_hostile:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	mov	x30, x0
	mov	x27, x1
	mov	x28, x2
	ldr	x29, =0x5ec2e7000000001d
	ldp	x0, x1, [x30]
	ldp	x2, x3, [x30, #16]
	ldp	x4, x5, [x30, #32]
	ldp	x6, x7, [x30, #48]
	ldp	x8, x9, [x30, #64]
	ldp	x10, x11, [x30, #80]
	ldp	x12, x13, [x30, #96]
	ldp	x14, x15, [x30, #112]
	ldp	x16, x17, [x30, #128]
	ldp	x18, x19, [x30, #144]
	ldp	x20, x21, [x30, #160]
	ldp	x22, x23, [x30, #176]
	ldp	x24, x25, [x30, #192]
	ldr	x26, [x30, #208]
	msr	sctlr_el1, x27
	isb
	smc	#0
	mrs	x30, sctlr_el1
	msr	sctlr_el1, x28
	isb
	ldr	x28, [sp, #96]
	stp	x0, x1, [x28]
	stp	x2, x3, [x28, #16]
	stp	x4, x5, [x28, #32]
	stp	x6, x7, [x28, #48]
	stp	x8, x9, [x28, #64]
	stp	x10, x11, [x28, #80]
	stp	x12, x13, [x28, #96]
	stp	x14, x15, [x28, #112]
	stp	x16, x17, [x28, #128]
	stp	x18, x19, [x28, #144]
	stp	x20, x21, [x28, #160]
	stp	x22, x23, [x28, #176]
	stp	x24, x25, [x28, #192]
	str	x26, [x28, #208]
	str	x29, [x28, #232]
	mov	x0, x30
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
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
