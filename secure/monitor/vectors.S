/* SPDX-License-Identifier: BSD-3-Clause */
/* EL3 vectors: save the interrupted level's registers in the frame at SP, call C, load the frame it returns. */
#include <arm/pairs.inc>
#include "offsets.h"

	.macro frame_save
	pairs	stp, x, sp, 0, 29
	mrs	x0, elr_el3
	mrs	x1, spsr_el3
	stp	x30, x0, [sp, #FRAME_X30]
	str	x1, [sp, #FRAME_SPSR]
	mov	x0, sp
	ldr	x1, [sp, #FRAME_STACK]
	mov	sp, x1
	.endm

	.macro vector handler
	.balign	128
	b	\handler
	.endm

	.macro vector_panic number
	.balign	128
	mov	x1, #\number
	b	panic_entry
	.endm

	.section .vectors, "ax"
	.balign	2048
	.global	vectors
vectors:
	vector_panic 0			/* current level: always a bug of the monitor */
	vector_panic 1
	vector_panic 2
	vector_panic 3
	vector_panic 4
	vector_panic 5
	vector_panic 6
	vector_panic 7
	vector	sync_entry		/* lower level, AArch64 */
	vector_panic 9			/* IRQ is never routed to EL3 */
	vector	fiq_entry
	vector_panic 11
	vector	sync_entry		/* lower level, AArch32 */
	vector_panic 13
	vector	fiq_entry
	vector_panic 15

sync_entry:
	frame_save
	bl	monitor_sync
	b	frame_restore

fiq_entry:
	frame_save
	bl	monitor_fiq
	b	frame_restore

panic_entry:
	mov	x0, sp
	b	monitor_panic

	.global	frame_restore		/* x0: the frame */
frame_restore:
	mov	sp, x0
	ldp	x30, x0, [sp, #FRAME_X30]
	ldr	x1, [sp, #FRAME_SPSR]
	msr	elr_el3, x0
	msr	spsr_el3, x1
	pairs	ldp, x, sp, 0, 29
	eret
	dsb	nsh			/* no speculation past an exception return */
	isb
