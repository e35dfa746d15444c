/* SPDX-License-Identifier: BSD-3-Clause */
/* A unikernel that faults in its first life and in every other: its exception vectors are where nothing is. */
	.section .text.start, "ax"
	.global	_start
_start:
	msr	vbar_el1, xzr
	isb
	br	xzr
	.data
	.quad	1
