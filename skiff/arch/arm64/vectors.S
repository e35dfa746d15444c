/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exception vectors for EL1 with SP_EL1 (Arm ARM D1.3.1.5). Only the four entries at 0x200 are ever
 * used: there is no EL0 and SP_EL0 is not used. The linker script puts the first instructions of
 * the image in front of them and other text behind them, so the table costs 512 bytes, not 2 KiB.
 */
#include <skiff/config.h>
#include <skiff/frame.h>

	.section .skiff.vectors, "ax"
	.globl vector_synchronous
vector_synchronous:
	/* Nothing here takes synchronous exceptions on purpose: each is the end. The stack may be
	 * what failed, so the report runs on its own. */
	msr	tpidrro_el0, x0
	mov	x0, sp
	msr	tpidr_el0, x0
	adrp	x0, fault_stack_top
	add	x0, x0, :lo12:fault_stack_top
	sub	sp, x0, #FRAME_SIZE
	mrs	x0, tpidrro_el0
	b	fault_entry

	.balign 128
	/* IRQ: the registers that C may change go to the running thread's stack. */
#ifdef CONFIG_LIB_IRQ
	stp	x29, x30, [sp, #-192]!
	stp	x0, x1, [sp, #16]
	stp	x2, x3, [sp, #32]
	stp	x4, x5, [sp, #48]
	stp	x6, x7, [sp, #64]
	stp	x8, x9, [sp, #80]
	stp	x10, x11, [sp, #96]
	stp	x12, x13, [sp, #112]
	stp	x14, x15, [sp, #128]
	stp	x16, x17, [sp, #144]
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
	b	vector_synchronous	/* FIQ: none is ever routed here */

	.balign 128
	b	vector_synchronous	/* SError */

	.section .text.fault_entry, "ax"
fault_entry:
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
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
	stp	q0, q1, [sp, #16]
	stp	q2, q3, [sp, #48]
	stp	q4, q5, [sp, #80]
	stp	q6, q7, [sp, #112]
	stp	q8, q9, [sp, #144]
	stp	q10, q11, [sp, #176]
	stp	q12, q13, [sp, #208]
	stp	q14, q15, [sp, #240]
	stp	q16, q17, [sp, #272]
	stp	q18, q19, [sp, #304]
	stp	q20, q21, [sp, #336]
	stp	q22, q23, [sp, #368]
	stp	q24, q25, [sp, #400]
	stp	q26, q27, [sp, #432]
	stp	q28, q29, [sp, #464]
	stp	q30, q31, [sp, #496]
	mrs	x0, fpsr
	mrs	x1, fpcr
	stp	x0, x1, [sp]
#endif
	bl	irq_dispatch
#ifdef CONFIG_FP
	ldp	x0, x1, [sp]
	msr	fpsr, x0
	msr	fpcr, x1
	ldp	q0, q1, [sp, #16]
	ldp	q2, q3, [sp, #48]
	ldp	q4, q5, [sp, #80]
	ldp	q6, q7, [sp, #112]
	ldp	q8, q9, [sp, #144]
	ldp	q10, q11, [sp, #176]
	ldp	q12, q13, [sp, #208]
	ldp	q14, q15, [sp, #240]
	ldp	q16, q17, [sp, #272]
	ldp	q18, q19, [sp, #304]
	ldp	q20, q21, [sp, #336]
	ldp	q22, q23, [sp, #368]
	ldp	q24, q25, [sp, #400]
	ldp	q26, q27, [sp, #432]
	ldp	q28, q29, [sp, #464]
	ldp	q30, q31, [sp, #496]
	add	sp, sp, #528
#endif
	ldr	x1, [sp, #176]
	ldp	x18, x0, [sp, #160]
	msr	spsr_el1, x1
	msr	elr_el1, x0
	ldp	x16, x17, [sp, #144]
	ldp	x14, x15, [sp, #128]
	ldp	x12, x13, [sp, #112]
	ldp	x10, x11, [sp, #96]
	ldp	x8, x9, [sp, #80]
	ldp	x6, x7, [sp, #64]
	ldp	x4, x5, [sp, #48]
	ldp	x2, x3, [sp, #32]
	ldp	x0, x1, [sp, #16]
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
