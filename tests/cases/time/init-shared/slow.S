/* SPDX-License-Identifier: BSD-3-Clause */
/* A shared extension: INIT takes 2 million instructions; requests with badge 1 crash it, others are answered at once. */

	.section .text.start, "ax"
	.global	_start
_start:
	and	x9, x0, #0xff		/* the kind: INIT is 0 */
	cbz	x9, 1f
	ubfx	x9, x0, #16, #16	/* the badge */
	cbz	x9, 3f
	brk	#1
1:	ldr	x9, =2000000
2:	subs	x9, x9, #2
	b.ne	2b
3:	mov	x0, #0			/* RESUME */
	svc	#0			/* REPLY */
	.ltorg
