/* SPDX-License-Identifier: BSD-3-Clause */
/* Reset vector, in flash. QEMU starts every core here at EL3 with MMU and caches off. */
#include "layout.h"
#include "sysreg.h"
#include "offsets.h"

	.macro copy from, to, end	/* 16-byte multiples; x0 to x4 are lost */
	ldr	x0, =\from
	ldr	x1, =\to
	ldr	x2, =\end
1:	cmp	x1, x2
	b.hs	2f
	ldp	x3, x4, [x0], #16
	stp	x3, x4, [x1], #16
	b	1b
2:
	.endm

	.section .boot, "ax"
	.global	reset
reset:
	mrs	x19, mpidr_el1
	ldr	x0, =SCTLR_EL3_RES1
	msr	sctlr_el3, x0
	isb
	ands	x19, x19, #0xff
	b.eq	primary
	/*
	 * The one flag that every reset of the machine clears is in a device: the secondaries wait for
	 * the distributor's group 0 enable, which the primary sets when secure RAM is ready.
	 */
	ldr	x0, =GICD_BASE
3:	wfe
	ldr	w1, [x0]
	tbz	w1, #0, 3b
	b	enter
primary:
	copy	text_load, text_start, text_end
	copy	data_load, data_start, data_end
	ldr	x1, =bss_start
	ldr	x2, =bss_end
4:	stp	xzr, xzr, [x1], #16
	cmp	x1, x2
	b.lo	4b
	dsb	sy
	ic	iallu
enter:
	isb
	ldr	x0, =vectors
	msr	vbar_el3, x0
	ldr	x0, =cores
	mov	x1, #CORE_SIZE
	madd	x0, x19, x1, x0
	msr	tpidr_el3, x0
	ldr	x1, =(CORE_STACK + STACK_SIZE)
	add	sp, x0, x1
	ldr	x2, =monitor_main
	ldr	x30, =frame_restore
	mov	x1, x19
	br	x2			/* returns the frame to run first */
	.ltorg
