/* SPDX-License-Identifier: BSD-3-Clause */
/* A unikernel that does nothing but restart: its image lies in place, so a life is two instructions. */
	.section .text.start, "ax"
	.global	_start
_start:
	ldr	x0, =0x84000009		/* PSCI SYSTEM_RESET */
	hvc	#0
	b	.
	.ltorg
	.data
	.quad	1
