/* SPDX-License-Identifier: BSD-3-Clause */
/* A call that a fault can end: see guard_call in thread.h, and thread_event for the other half. */
#include <arm/pairs.inc>
#include "offsets.h"

	.text
	.global	guard_call
guard_call:				/* x0: result after a fault, x1 to x4: arguments, x5: function */
	mov	x6, sp
	bic	x7, x6, #THREAD_MASK	/* the thread's record */
	add	x8, x7, #GUARD_X19
	pairs	stp, x, x8, 19, 30
	mov	x9, #1
	stp	x6, x9, [x8, #96]	/* sp, armed */
	str	x0, [x8, #112]		/* dead */
	stp	x29, x30, [sp, #-32]!
	str	x8, [sp, #16]
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	blr	x5
	ldr	x8, [sp, #16]
	str	xzr, [x8, #104]		/* disarmed */
	ldp	x29, x30, [sp], #32
	ret
