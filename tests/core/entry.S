/* SPDX-License-Identifier: BSD-3-Clause */
/* Where PSCI's CPU_ON enters: keeps the context argument, then goes the way of the first vCPU. */
	.text
	.global	secondary
secondary:
	adrp	x1, secondary_context
	str	x0, [x1, #:lo12:secondary_context]
	b	_start

	.bss
	.balign	8
	.global	secondary_context
secondary_context:
	.space	8
