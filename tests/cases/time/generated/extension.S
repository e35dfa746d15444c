/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension that answers every call, except that it crashes if the first argument is 3. */

	.section .text.start, "ax"
	.global	_start
_start:
	and	x9, x0, #0xff		/* the kind: INIT is 0 */
	cbz	x9, 1f
	cmp	x2, #3
	b.ne	1f
	brk	#1
1:	mov	x0, #0			/* RESUME */
	svc	#0			/* REPLY */
