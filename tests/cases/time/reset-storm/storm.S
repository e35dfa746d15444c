/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A unikernel of two vCPUs, in place: vCPU 0 starts vCPU 1, waits until it is on, and resets the VM. vCPU 1 never has to
 * run.
 */
#include <arm/psci.h>

	.section .text.start, "ax"
	.global	_start
_start:
	ldr	x0, =PSCI_CPU_ON64
	mov	x1, #1
	adr	x2, other
	mov	x3, #0
	hvc	#0
1:	yield
	ldr	x0, =PSCI_AFFINITY_INFO64
	mov	x1, #1
	mov	x2, #0
	hvc	#0
	cbnz	x0, 1b
	ldr	x0, =PSCI_SYSTEM_RESET
	hvc	#0
other:	wfi
	b	other
	.ltorg
	.data
	.quad	1
