/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest service with a passive entry, for calls (client.c). Its own vCPU makes some calls and turns itself off. */
#include <arm/psci.h>
#include <arm/smccc.h>

	.section .text.start, "ax"
	.global	_start
_start:
	mov	x19, #100
1:	ldr	x0, =SMCCC_FAST64(SMCCC_OWNER_VENDOR_HYP, 0)	/* BULKHEAD_HVC_NOP */
	hvc	#0
	subs	x19, x19, #1
	b.ne	1b
	ldr	x0, =PSCI_SYSTEM_OFF
	hvc	#0
	b	.
	.ltorg
	.global	extension_entry
extension_entry:
	mov	x0, #0
	mov	x1, #7
	svc	#0
	b	.
	.data
	.quad	1
