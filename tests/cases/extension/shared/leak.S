/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A minimal extension for the register-leak test: it answers with everything that it can see besides the request. x1 = OR of
 * the registers that the request doesn't use and of the thread registers, x2 = NZCV. FPCR can't
 * be read (FP is trapped). INIT is answered like everything else.
 */
#define KIND_MMIO 3
#define KIND_CALL 5
	.text
	.global	_start
_start:
	/* The request is x0, the header, and x1..x8 of a call by SMC. Everything else must be 0. */
	orr	x9, x9, x10
	.irp	n, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	orr	x9, x9, x\n
	.endr
	mrs	x11, nzcv
	mrs	x10, tpidr_el0
	orr	x9, x9, x10
	mrs	x10, tpidrro_el0
	orr	x9, x9, x10
	and	x10, x0, #0xff
	cmp	x10, #KIND_CALL		/* x1..x7 */
	b.eq	1f
	cmp	x10, #KIND_MMIO		/* x1..x3 */
	b.ne	2f
	.irp	n, 4, 5, 6, 7
	orr	x9, x9, x\n
	.endr
1:	orr	x9, x9, x8
2:	mov	x1, x9
	mov	x2, x11
	mov	x3, #0
	mov	x4, #0
	/* Values that a later request must not see. */
	.irp	n, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, #-1
	.endr
	msr	tpidr_el0, x9
	cmp	x9, x9
	mov	x0, #0
	svc	#0			/* REPLY(RESUME): client's x0..x3 = x1..x4 */
