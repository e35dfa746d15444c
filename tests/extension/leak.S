/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An extension in its barest form, for the register-leak test: it answers with all that it can see besides
 * the request. x1 = OR of x9..x30 and the thread registers, x2 = NZCV, x3 = DAIF-free FPCR can't be read
 * (FP is trapped), so 0. INIT is answered like everything else.
 */
	.text
	.global	_start
_start:
	/* The request: x0 header, x1..x8. Everything else must be 0. */
	orr	x9, x9, x10
	.irp	n, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	orr	x9, x9, x\n
	.endr
	mrs	x10, tpidr_el0
	orr	x9, x9, x10
	mrs	x10, tpidrro_el0
	orr	x1, x9, x10
	mrs	x2, nzcv
	mov	x3, #0
	mov	x4, #0
	/* What a later request must not see of this one. */
	.irp	n, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, #-1
	.endr
	msr	tpidr_el0, x9
	cmp	x9, x9
	mov	x0, #0
	svc	#0			/* REPLY(RESUME): client's x0..x3 = x1..x4 */
