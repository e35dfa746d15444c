/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * size_t strlen(const char *s): 32 bytes in 11 instructions.
 *
 * A byte b of a word is 0 only if ((word - 0x01…) & 0x80…) has its bit; that bit may also come from a byte above 0x80 or
 * from a borrow, so a hit is checked byte by byte. Reads are aligned to 32 bytes, so they never touch a page without a part of
 * the string.
 */

	.section .text.strlen, "ax"
	.globl strlen
	.type strlen, %function
strlen:
	mov	x1, x0
	mov	x8, #0x0101010101010101
1:	tst	x1, #31
	b.eq	2f
	ldrb	w2, [x1], #1
	cbnz	w2, 1b
	sub	x0, x1, x0
	sub	x0, x0, #1
	ret
2:	ldp	x2, x3, [x1], #32
	ldp	x4, x5, [x1, #-16]
	sub	x6, x2, x8
	sub	x7, x3, x8
	orr	x6, x6, x7
	sub	x7, x4, x8
	orr	x6, x6, x7
	sub	x7, x5, x8
	orr	x6, x6, x7
	tst	x6, #0x8080808080808080
	b.eq	2b
	/* Perhaps the 0 is among the last 32 bytes. */
	sub	x1, x1, #32
	mov	w3, #32
3:	ldrb	w2, [x1], #1
	cbz	w2, 4f
	subs	w3, w3, #1
	b.ne	3b
	b	2b
4:	sub	x0, x1, x0
	sub	x0, x0, #1
	ret
	.size strlen, . - strlen
