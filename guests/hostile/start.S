/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Header of a Linux Image (Documentation/arch/arm64/booting), so that a boot loader or kexec takes this for
 * a kernel; vectors that skip the instruction that faulted.
 */
	.section .text.start, "ax"
	.global	_start
_start:
	b	start
	.long	0
	.quad	0			/* text_offset */
	.quad	image_size
	.quad	10			/* little-endian, 4 KiB pages, anywhere in memory */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

start:	msr	daifset, #15
	/* After kexec the MMU is off; a boot loader's may be on. */
	mov	x1, #0x0800
	movk	x1, #0x30d0, lsl #16
	msr	sctlr_el1, x1
	isb
	adrp	x1, stack_top
	add	x1, x1, :lo12:stack_top
	mov	sp, x1
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	adrp	x1, bss_start
	add	x1, x1, :lo12:bss_start
	adrp	x2, bss_end
	add	x2, x2, :lo12:bss_end
1:	cmp	x1, x2
	b.hs	2f
	str	xzr, [x1], #8
	b	1b
2:	bl	hostile
	b	.

	.balign	2048
vectors:
	.rept	16
	.balign	128
	stp	x0, x1, [sp, #-16]!
	mrs	x0, elr_el1
	add	x0, x0, #4
	msr	elr_el1, x0
	adrp	x1, faults
	ldr	x0, [x1, #:lo12:faults]
	add	x0, x0, #1
	str	x0, [x1, #:lo12:faults]
	ldp	x0, x1, [sp], #16
	eret
	.endr
