/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A unikernel that computes for 200 us and restarts: its image lies in place, so nothing is loaded. It is started at most once
 * in 1 ms.
 */
#include <arm/psci.h>

	.section .text.start, "ax"
	.global	_start
_start:
	ldr	x1, =100000
1:	subs	x1, x1, #1
	b.ne	1b
	ldr	x0, =PSCI_SYSTEM_RESET
	hvc	#0
	b	.
	.ltorg
	.data
	.quad	1
