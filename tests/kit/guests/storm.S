/* SPDX-License-Identifier: BSD-3-Clause */
/* A unikernel that does nothing but restart: its image lies in place, so a life is two instructions. */
#include <arm/psci.h>

	.section .text.start, "ax"
	.global	_start
_start:
	ldr	x0, =PSCI_SYSTEM_RESET
	hvc	#0
	b	.
	.ltorg
	.data
	.quad	1
