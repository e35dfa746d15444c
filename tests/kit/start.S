/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry of every vCPU, exceptions, calls that need all registers: see guest.h. */
#include <arm/psci.h>

	.section .text.start, "ax"
	.global	_start
_start:
	mrs	x0, mpidr_el1
	and	x0, x0, #0xff
	adrp	x1, stacks
	add	x1, x1, :lo12:stacks
	add	x2, x0, #1
	lsl	x2, x2, #13
	add	sp, x1, x2
	mov	x1, #(3 << 20)
	msr	cpacr_el1, x1
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	bl	guest
	ldr	x0, =PSCI_SYSTEM_OFF
	hvc	#0
	b	.

	.global	secondary
secondary:
	adrp	x1, secondary_context
	str	x0, [x1, #:lo12:secondary_context]
	b	_start

	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr

/* void exception: unexpected() may return, behind the instruction. It changes only what a call may. */
exception:
	stp	x29, x30, [sp, #-176]!
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16
	str	x\n, [sp, #(16 + 8 * \n)]
	.endr
	.irp	n, 1, 3, 5, 7, 9, 11, 13, 15, 17
	str	x\n, [sp, #(16 + 8 * \n)]
	.endr
	str	x18, [sp, #160]
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	adrp	x2, nowhere
	ldr	x3, [x2, :lo12:nowhere]
	cmp	x1, x3			/* call_nowhere() is meant */
	b.eq	1f
	bl	unexpected
	mrs	x1, elr_el1
	add	x1, x1, #4
	msr	elr_el1, x1
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
	ldr	x\n, [sp, #(16 + 8 * \n)]
	.endr
	ldr	x18, [sp, #160]
	ldp	x29, x30, [sp], #176
	eret

/* Behind call_nowhere's branch, with ESR_EL1 as its result. */
1:	str	xzr, [x2, :lo12:nowhere]
	ldr	x30, [sp, #8]
	msr	elr_el1, x30
	ldp	x29, x30, [sp], #176
	eret
	.global	call_nowhere
call_nowhere:
	stp	x29, x30, [sp, #-16]!
	adrp	x2, nowhere
	str	x0, [x2, :lo12:nowhere]
	blr	x0
	ldp	x29, x30, [sp], #16
	ret

/*
 * uint64_t call_with(uint64_t regs[31]): SMC with all general registers set from regs, stored back after it.
 */
	.global	call_with
call_with:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	mov	x30, x0
	ldp	x0, x1, [x30]
	ldp	x2, x3, [x30, #16]
	ldp	x4, x5, [x30, #32]
	ldp	x6, x7, [x30, #48]
	ldp	x8, x9, [x30, #64]
	ldp	x10, x11, [x30, #80]
	ldp	x12, x13, [x30, #96]
	ldp	x14, x15, [x30, #112]
	ldp	x16, x17, [x30, #128]
	ldp	x18, x19, [x30, #144]
	ldp	x20, x21, [x30, #160]
	ldp	x22, x23, [x30, #176]
	ldp	x24, x25, [x30, #192]
	ldp	x26, x27, [x30, #208]
	ldp	x28, x29, [x30, #224]
	smc	#0
	ldr	x30, [sp, #96]
	stp	x0, x1, [x30]
	stp	x2, x3, [x30, #16]
	stp	x4, x5, [x30, #32]
	stp	x6, x7, [x30, #48]
	stp	x8, x9, [x30, #64]
	stp	x10, x11, [x30, #80]
	stp	x12, x13, [x30, #96]
	stp	x14, x15, [x30, #112]
	stp	x16, x17, [x30, #128]
	stp	x18, x19, [x30, #144]
	stp	x20, x21, [x30, #160]
	stp	x22, x23, [x30, #176]
	stp	x24, x25, [x30, #192]
	stp	x26, x27, [x30, #208]
	stp	x28, x29, [x30, #224]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret

	.bss
	.balign	16
nowhere:
	.space	8
	.global	secondary_context
secondary_context:
	.space	8
stacks:
	.space	8 * 8192
