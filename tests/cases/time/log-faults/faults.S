/* SPDX-License-Identifier: BSD-3-Clause */
/* A unikernel that faults in every life: its exception vectors are at an address without memory. */
	.section .text.start, "ax"
	.global	_start
_start:
	msr	vbar_el1, xzr
	isb
	br	xzr
	.data
	.quad	1
