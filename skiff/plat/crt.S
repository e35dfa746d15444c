/* SPDX-License-Identifier: BSD-3-Clause */
/* Macros that prepare memory as C expects it. */

	/* Copies .data from its pristine image and clears .bss, 16 bytes a step. Uses x0 to x4. */

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
	sub	x2, x2, x0
	subs	x2, x2, #64
	b.lo	4f
3:	stp	xzr, xzr, [x0], #64
	stp	xzr, xzr, [x0, #-48]
	stp	xzr, xzr, [x0, #-32]
	stp	xzr, xzr, [x0, #-16]
	subs	x2, x2, #64
	b.hs	3b
4:	adds	x2, x2, #64
5:	b.eq	6f
	stp	xzr, xzr, [x0], #16
	subs	x2, x2, #16
	b	5b
6:
	.endm

	/* Sets up the thread-local variables of main's thread, whose uninitialised ones lie in .bss. Uses x0 to x3. */
	.macro	crt_thread_local
	adrp	x0, __tls_main
	add	x0, x0, :lo12:__tls_main
	msr	tpidr_el0, x0
	adrp	x1, __tls_start
	add	x1, x1, :lo12:__tls_start
	ldr	x2, =__tls_data_size
	ldr	x3, =__tls_align
	add	x0, x0, x3
1:	cbz	x2, 2f
	ldrb	w3, [x1], #1
	strb	w3, [x0], #1
	sub	x2, x2, #1
	b	1b
2:
	.endm
