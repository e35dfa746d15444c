/* SPDX-License-Identifier: BSD-3-Clause */
/* A unikernel of 64 vCPUs, in place: the first one starts all others, and resets the VM. */
#include <arm/psci.h>

	.section .text.start, "ax"
	.global	_start
_start:
	mov	x19, #1
1:	ldr	x0, =PSCI_CPU_ON64
	and	x1, x19, #15
	lsr	x2, x19, #4
	orr	x1, x1, x2, lsl #8	/* Aff1, Aff0 */
	adr	x2, other
	mov	x3, #0
	hvc	#0
	add	x19, x19, #1
	cmp	x19, #64
	b.ne	1b
	ldr	x0, =PSCI_SYSTEM_RESET
	hvc	#0
other:	wfi
	b	other
	.ltorg
	.data
	.quad	1
