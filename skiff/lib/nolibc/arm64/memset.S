/* SPDX-License-Identifier: BSD-3-Clause */
/* void *memset(void *to, int byte, size_t size) */
#include <skiff/config.h>

#define BLOCK (16 * CONFIG_NOLIBC_MEMSET_UNROLL)

	.section .text.memset, "ax"
	.globl memset
	.type memset, %function
memset:
	mov	x3, x0
	and	w1, w1, #255
	mov	x4, #0x0101010101010101
	mul	x1, x1, x4
	subs	x2, x2, #BLOCK
	b.lo	2f
1:	.rept	CONFIG_NOLIBC_MEMSET_UNROLL
	stp	x1, x1, [x3], #16
	.endr
	subs	x2, x2, #BLOCK
	b.hs	1b
2:	add	x2, x2, #BLOCK
	subs	x2, x2, #16
	b.lo	4f
3:	stp	x1, x1, [x3], #16
	subs	x2, x2, #16
	b.hs	3b
	/* The lowest four bits of x2 are the remaining bytes. */
4:	tbz	w2, #3, 5f
	str	x1, [x3], #8
5:	tbz	w2, #2, 6f
	str	w1, [x3], #4
6:	tbz	w2, #1, 7f
	strh	w1, [x3], #2
7:	tbz	w2, #0, 8f
	strb	w1, [x3]
8:	ret
	.size memset, . - memset
