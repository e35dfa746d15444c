/* SPDX-License-Identifier: BSD-3-Clause */
/* A unikernel that waits for ever: each event of the core wakes it. */
	.section .text.start, "ax"
	.global	_start
_start:	wfi
	b	_start
	.data
	.quad	1
