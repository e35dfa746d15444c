/* SPDX-License-Identifier: BSD-3-Clause */
/* EL3 vectors: save the interrupted level's registers in the frame at SP, call C, load the frame it returns. */
#include "offsets.h"

	.macro frame_save
	stp	x0, x1, [sp, #0]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
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
	ldp	x28, x29, [sp, #224]
	ldp	x26, x27, [sp, #208]
	ldp	x24, x25, [sp, #192]
	ldp	x22, x23, [sp, #176]
	ldp	x20, x21, [sp, #160]
	ldp	x18, x19, [sp, #144]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp, #0]
	eret
	dsb	nsh			/* no speculation past an exception return */
	isb
