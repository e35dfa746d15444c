/* SPDX-License-Identifier: BSD-3-Clause */
/* A bare guest: stack, vectors, C. The only exception it takes is its interrupt. */
	.section .text.start, "ax"
	.global	_start
_start:
	adrp	x1, stack_top
	add	x1, x1, :lo12:stack_top
	mov	sp, x1
	mov	x1, #(3 << 20)
	msr	cpacr_el1, x1
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	bl	probe
	ldr	x0, =0x84000008		/* PSCI SYSTEM_OFF */
	hvc	#0
	b	.

	.balign	2048
vectors:
	.rept	5
	.balign	128
	b	unexpected
	.endr
	.balign	128
	/* IRQ from EL1: acknowledge and end it; only x0 changes, which the waiting code expects. */
	.global	irq_v3, irq_v2
irq_entry:
	stp	x1, x2, [sp, #-32]!
	str	x3, [sp, #16]
	adrp	x1, timestamp
	ldr	x2, [x1, #:lo12:timestamp]
	cbnz	x2, 1f
	mrs	x2, cntvct_el0
	str	x2, [x1, #:lo12:timestamp]
1:	adrp	x1, gicc
	ldr	x2, [x1, #:lo12:gicc]
	cbnz	x2, 2f
	mrs	x0, S3_0_C12_C12_0	/* ICC_IAR1_EL1 */
	cmp	x0, #27
	b.ne	3f
	msr	cntv_ctl_el0, xzr
	isb
3:	msr	S3_0_C12_C12_1, x0	/* ICC_EOIR1_EL1 */
	b	4f
2:	ldr	w0, [x2, #0xc]		/* GICC_IAR */
	and	w3, w0, #0x3ff
	cmp	w3, #27
	b.ne	5f
	msr	cntv_ctl_el0, xzr
	isb
5:	str	w0, [x2, #0x10]		/* GICC_EOIR */
4:	mov	x0, #1
	ldr	x3, [sp, #16]
	ldp	x1, x2, [sp], #32
	eret
	.rept	10
	.balign	128
	b	unexpected
	.endr

	.bss
	.balign	16
	.space	8192
stack_top:
