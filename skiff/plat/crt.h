/* SPDX-License-Identifier: BSD-3-Clause */
/* Assembly: copies .data from its pristine image and clears .bss, 16 bytes a step. Uses x0 to x4. */
#pragma once

	.macro	crt_memory
	adrp	x0, __data_start
	adrp	x1, __data_load
	add	x1, x1, :lo12:__data_load
	adrp	x2, __data_end
	add	x2, x2, :lo12:__data_end
1:	cmp	x0, x2
	b.hs	2f
	ldp	x3, x4, [x1], #16
	stp	x3, x4, [x0], #16
	b	1b
2:	adrp	x2, __bss_end
	add	x2, x2, :lo12:__bss_end
3:	cmp	x0, x2
	b.hs	4f
	stp	xzr, xzr, [x0], #16
	b	3b
4:
	.endm
