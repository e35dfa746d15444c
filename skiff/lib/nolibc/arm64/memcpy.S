/* SPDX-License-Identifier: BSD-3-Clause */
/* void *memcpy(void *to, const void *from, size_t size): 128 bytes in 18 instructions. */

	/* All of it is read before any of it is written. */
	.macro copy_64
	ldp	x4, x5, [x1], #64
	ldp	x6, x7, [x1, #-48]
	ldp	x8, x9, [x1, #-32]
	ldp	x10, x11, [x1, #-16]
	stp	x4, x5, [x3], #64
	stp	x6, x7, [x3, #-48]
	stp	x8, x9, [x3, #-32]
	stp	x10, x11, [x3, #-16]
	.endm

	.section .text.memcpy, "ax"
	.globl memcpy
	.type memcpy, %function
memcpy:
	mov	x3, x0
	subs	x2, x2, #128
	b.lo	2f
1:	copy_64
	copy_64
	subs	x2, x2, #128
	b.hs	1b
	/* The lowest seven bits of x2 are the remaining bytes. */
2:	tbz	w2, #6, 9f
	copy_64
9:	tbz	w2, #5, 3f
	ldp	x4, x5, [x1], #32
	ldp	x6, x7, [x1, #-16]
	stp	x4, x5, [x3], #32
	stp	x6, x7, [x3, #-16]
3:	tbz	w2, #4, 4f
	ldp	x4, x5, [x1], #16
	stp	x4, x5, [x3], #16
4:	tbz	w2, #3, 5f
	ldr	x4, [x1], #8
	str	x4, [x3], #8
5:	tbz	w2, #2, 6f
	ldr	w4, [x1], #4
	str	w4, [x3], #4
6:	tbz	w2, #1, 7f
	ldrh	w4, [x1], #2
	strh	w4, [x3], #2
7:	tbz	w2, #0, 8f
	ldrb	w4, [x1]
	strb	w4, [x3]
8:	ret
	.size memcpy, . - memcpy

	/* void *memmove(void *to, const void *from, size_t size) */
	.section .text.memmove, "ax"
	.globl memmove
	.type memmove, %function
memmove:
	sub	x3, x0, x1
	cmp	x3, x2
	b.hs	memcpy
	/* The target begins inside the source: copy from the end. */
	add	x3, x0, x2
	add	x1, x1, x2
	subs	x2, x2, #16
	b.lo	2f
1:	ldp	x4, x5, [x1, #-16]!
	stp	x4, x5, [x3, #-16]!
	subs	x2, x2, #16
	b.hs	1b
2:	adds	x2, x2, #16
	b.eq	4f
3:	ldrb	w4, [x1, #-1]!
	strb	w4, [x3, #-1]!
	subs	x2, x2, #1
	b.ne	3b
4:	ret
	.size memmove, . - memmove
