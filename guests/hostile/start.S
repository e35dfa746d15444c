/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Header of a Linux Image (Documentation/arch/arm64/booting), so that a boot loader or kexec accepts this image as a kernel.
 * The kit's entry follows.
 */
	.section .text.header, "ax"
	.global	image_header
image_header:
	b	start
	.long	0
	.quad	0			/* text_offset */
	.quad	image_size
	.quad	10			/* little-endian, 4 KiB pages, anywhere in memory */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

start:	msr	daifset, #15
	/* After kexec the MMU is off; a boot loader may leave it on. */
	mov	x1, #0x0800
	movk	x1, #0x30d0, lsl #16
	msr	sctlr_el1, x1
	isb
	adrp	x1, bss_start
	add	x1, x1, :lo12:bss_start
	adrp	x2, bss_end
	add	x2, x2, :lo12:bss_end
1:	cmp	x1, x2
	b.hs	2f
	str	xzr, [x1], #8
	b	1b
2:	b	_start
