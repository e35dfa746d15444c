/* SPDX-License-Identifier: BSD-3-Clause */
/* int memcmp(const void *a, const void *b, size_t size): 32 bytes in 11 instructions. */

	.section .text.memcmp, "ax"
	.globl memcmp
	.type memcmp, %function
memcmp:
	subs	x2, x2, #32
	b.lo	2f
1:	ldp	x3, x4, [x0], #32
	ldp	x5, x6, [x0, #-16]
	ldp	x7, x8, [x1], #32
	ldp	x9, x10, [x1, #-16]
	cmp	x3, x7
	ccmp	x4, x8, #0, eq
	ccmp	x5, x9, #0, eq
	ccmp	x6, x10, #0, eq
	b.ne	8f
	subs	x2, x2, #32
	b.hs	1b
	/* The lowest five bits of x2 are the remaining bytes. */
2:	tbz	w2, #4, 3f
	ldp	x3, x4, [x0], #16
	ldp	x7, x8, [x1], #16
	cmp	x3, x7
	ccmp	x4, x8, #0, eq
	b.ne	9f
3:	tbz	w2, #3, 4f
	ldr	x3, [x0], #8
	ldr	x7, [x1], #8
	cmp	x3, x7
	b.ne	10f
4:	tbz	w2, #2, 5f
	ldr	w3, [x0], #4
	ldr	w7, [x1], #4
	cmp	x3, x7
	b.ne	10f
5:	tbz	w2, #1, 6f
	ldrh	w3, [x0], #2
	ldrh	w7, [x1], #2
	cmp	x3, x7
	b.ne	10f
6:	tbz	w2, #0, 7f
	ldrb	w3, [x0]
	ldrb	w7, [x1]
	sub	w0, w3, w7
	ret
7:	mov	w0, wzr
	ret
	/* The first pair of words that differs goes to x3 and x7. */
8:	cmp	x3, x7
	ccmp	x4, x8, #0, eq
	b.ne	9f
	mov	x3, x5
	mov	x7, x9
	mov	x4, x6
	mov	x8, x10
9:	cmp	x3, x7
	csel	x3, x3, x4, ne
	csel	x7, x7, x8, ne
	/* Its lowest byte comes first in memory. */
10:	rev	x3, x3
	rev	x7, x7
	cmp	x3, x7
	mov	w0, #1
	cneg	w0, w0, lo
	ret
	.size memcmp, . - memcmp
