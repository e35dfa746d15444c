/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension whose INIT takes 4 million instructions, and which crashes at every other request. */

	.section .text.start, "ax"
	.global	_start
_start:
	and	x9, x0, #0xff		/* the kind: INIT is 0 */
	cbz	x9, 1f
	brk	#1
1:	ldr	x9, =4000000
2:	subs	x9, x9, #2
	b.ne	2b
	mov	x0, #0			/* RESUME */
	svc	#0			/* REPLY */
	.ltorg
