/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exception vectors for EL1 with SP_EL1 (Arm ARM D1.3.1.5). Only the four entries at 0x200 are ever
 * used: there is no EL0 and SP_EL0 is not used. The linker script puts the first instructions of
 * the image in front of them and other text behind them, so the table costs 512 bytes, not 2 KiB.
 */
#include <arm/pairs.inc>
#include <skiff/config.h>
#include <skiff/frame.h>

	.section .skiff.vectors, "ax"
	.globl vector_synchronous
vector_synchronous:
	/*
	 * Synchronous exceptions are never expected: each ends the machine. The stack may be the cause, so the report has its
	 * own stack.
	 */
	msr	tpidrro_el0, x0
	mov	x0, sp
	msr	tpidr_el0, x0
	adrp	x0, fault_stack_top
	add	x0, x0, :lo12:fault_stack_top
	sub	sp, x0, #FRAME_SIZE
	mrs	x0, tpidrro_el0
	b	fault_entry

	.balign 128
	.globl vector_irq
vector_irq:
	/* IRQ: the registers that a C function may change are saved on the running thread's stack. */
#ifdef CONFIG_LIB_IRQ
	stp	x29, x30, [sp, #-192]!
	pairs	stp, x, sp, 0, 17, 16
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x18, x0, [sp, #160]
	str	x1, [sp, #176]
	mov	x29, sp
	b	irq_entry
#else
	b	vector_synchronous
#endif

	.balign 128
	b	vector_synchronous	/* FIQ: never routed to EL1 */

	.balign 128
	b	vector_synchronous	/* SError */

	.section .text.fault_entry, "ax"
fault_entry:
	pairs	stp, x, sp, 0, 29
	mrs	x0, tpidr_el0
	stp	x30, x0, [sp, #240]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x0, x1, [sp, #FRAME_PC]
	mrs	x0, esr_el1
	mrs	x1, far_el1
	stp	x0, x1, [sp, #FRAME_ESR]
	mov	x0, sp
	bl	fault

#ifdef CONFIG_LIB_IRQ
	.section .text.irq_entry, "ax"
irq_entry:
#ifdef CONFIG_FP
	sub	sp, sp, #528
	pairs	stp, q, sp, 0, 31, 16, 16
	mrs	x0, fpsr
	mrs	x1, fpcr
	stp	x0, x1, [sp]
#endif
	bl	irq_dispatch
#ifdef CONFIG_FP
	ldp	x0, x1, [sp]
	msr	fpsr, x0
	msr	fpcr, x1
	pairs	ldp, q, sp, 0, 31, 16, 16
	add	sp, sp, #528
#endif
	ldr	x1, [sp, #176]
	ldp	x18, x0, [sp, #160]
	msr	spsr_el1, x1
	msr	elr_el1, x0
	pairs	ldp, x, sp, 0, 17, 16
	ldp	x29, x30, [sp], #192
	eret
#endif

	.section .bss.fault_stack, "aw", %nobits
	.balign 16
	.globl fault_stack
	.type fault_stack, %object
fault_stack:
	.skip	1536
	.size fault_stack, . - fault_stack
	.globl fault_stack_top
fault_stack_top:
