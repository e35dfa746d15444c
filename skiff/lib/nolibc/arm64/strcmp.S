/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * int strcmp(const char *a, const char *b): 8 bytes in 8 instructions where both are aligned alike, else in 11.
 *
 * (word - 0x01…) & ~(word | 0x7f…) has its first bit in the first byte that is 0. Reads of `a` are aligned, so they never
 * touch a page without a part of the string; an unaligned `b` is read by bytes across the end of a page.
 */

#define PAGE_WORDS 0xff8 /* address bits of a word in its page */

	.section .text.strcmp, "ax"
	.globl strcmp
	.type strcmp, %function
strcmp:
	mov	x8, #0x0101010101010101
	eor	x4, x0, x1
	tst	x4, #7
	b.ne	4f
	ands	x4, x0, #7
	b.ne	3f
1:	ldr	x2, [x0], #8
	ldr	x3, [x1], #8
2:	sub	x4, x2, x8
	orr	x5, x2, #0x7f7f7f7f7f7f7f7f
	eor	x6, x2, x3
	bic	x4, x4, x5
	orr	x4, x4, x6
	cbz	x4, 1b
	/* Shifted to the top, the first byte that differs or ends decides. */
9:	rev	x4, x4
	rev	x2, x2
	rev	x3, x3
	clz	x4, x4
	lsl	x2, x2, x4
	lsl	x3, x3, x4
	lsr	x2, x2, #56
	sub	x0, x2, x3, lsr #56
	ret
	/* Both begin inside a word: what precedes them is made equal and not 0. */
3:	and	x0, x0, #-8
	and	x1, x1, #-8
	ldr	x2, [x0], #8
	ldr	x3, [x1], #8
	lsl	x4, x4, #3
	mov	x5, #-1
	lsl	x5, x5, x4
	orn	x2, x2, x5
	orn	x3, x3, x5
	b	2b
	/* Aligned differently: compare bytes until `a` is aligned. */
4:	tst	x0, #7
	b.eq	6f
5:	ldrb	w2, [x0], #1
	ldrb	w3, [x1], #1
	cmp	w2, #1
	ccmp	w2, w3, #0, hs
	b.ne	8f
	tst	x0, #7
	b.ne	5b
6:	mvn	x6, x1
	tst	x6, #PAGE_WORDS
	b.eq	5b
	ldr	x2, [x0], #8
	ldr	x3, [x1], #8
	sub	x4, x2, x8
	orr	x5, x2, #0x7f7f7f7f7f7f7f7f
	eor	x6, x2, x3
	bic	x4, x4, x5
	orr	x4, x4, x6
	cbz	x4, 6b
	b	9b
8:	sub	w0, w2, w3
	ret
	.size strcmp, . - strcmp
