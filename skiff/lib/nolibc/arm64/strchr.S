/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * char *strchr(const char *s, int c): with FP 32 bytes in 11 instructions, else 16 in 12. Reads are aligned to their size, so
 * they never touch a page without a part of the string.
 */
#include <skiff/config.h>

	.section .text.strchr, "ax"
	.globl strchr
	.type strchr, %function
strchr:
	and	w1, w1, #255
#ifdef CONFIG_FP
#define STEP 32
	dup	v0.16b, w1
	tst	x0, #(STEP - 1)
	b.ne	3f
1:	ldp	q1, q2, [x0], #STEP
	cmeq	v3.16b, v1.16b, v0.16b
	cmeq	v4.16b, v2.16b, v0.16b
	/* The minimum of a byte and its difference from the sought byte is 0 if either is 0. */
	uminp	v5.16b, v1.16b, v2.16b
	cmeq	v5.16b, v5.16b, #0
	orr	v6.16b, v3.16b, v4.16b
	orr	v5.16b, v5.16b, v6.16b
	umaxp	v5.4s, v5.4s, v5.4s
	fmov	x4, d5
	cbz	x4, 1b
#else
#define STEP 16
	mov	x8, #0x0101010101010101
	mul	x9, x1, x8
	tst	x0, #(STEP - 1)
	b.ne	3f
1:	ldp	x2, x3, [x0], #STEP
	eor	x4, x2, x9
	eor	x5, x3, x9
	sub	x2, x2, x8
	sub	x3, x3, x8
	sub	x4, x4, x8
	sub	x5, x5, x8
	orr	x2, x2, x3
	orr	x4, x4, x5
	orr	x2, x2, x4
	tst	x2, #0x8080808080808080
	b.eq	1b
#endif
	/* Perhaps the byte is among the last ones read. */
	sub	x0, x0, #STEP
	mov	w3, #STEP
2:	ldrb	w2, [x0], #1
	cmp	w2, w1
	b.eq	4f
	cbz	w2, 5f
	subs	w3, w3, #1
	b.ne	2b
	b	1b
	/* Bytes until the address is aligned. */
3:	ldrb	w2, [x0], #1
	cmp	w2, w1
	b.eq	4f
	cbz	w2, 5f
	tst	x0, #(STEP - 1)
	b.ne	3b
	b	1b
4:	sub	x0, x0, #1
	ret
5:	mov	x0, xzr
	ret
	.size strchr, . - strchr
