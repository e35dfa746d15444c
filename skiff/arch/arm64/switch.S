/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread switch: the registers that a C call preserves (AAPCS64, 6.1.1). */
#include <arm/pairs.inc>
#include <skiff/config.h>

	/* void context_switch(void **save_sp, void *load_sp, uintptr_t tls) */
	.section .text.context_switch, "ax"
	.globl context_switch
	.type context_switch, %function
context_switch:
#ifdef CONFIG_FP
	stp	d8, d9, [sp, #-64]!
	pairs	stp, d, sp, 10, 15, 16
#endif
	stp	x29, x30, [sp, #-96]!
	pairs	stp, x, sp, 19, 28, 16
#ifdef CONFIG_TLS
	mrs	x3, tpidr_el0
	str	x3, [sp, #-16]!
#endif
	mov	x3, sp
	str	x3, [x0]
	mov	sp, x1
#ifdef CONFIG_TLS
	ldr	x2, [sp], #16
#endif
#ifndef CONFIG_PLAT_LINUX
	msr	tpidr_el0, x2
#endif
	pairs	ldp, x, sp, 19, 28, 16
	ldp	x29, x30, [sp], #96
#ifdef CONFIG_FP
	pairs	ldp, d, sp, 10, 15, 16
	ldp	d8, d9, [sp], #64
#endif
	ret
	.size context_switch, . - context_switch

	/* First return of a new thread: x19 = function, x20 = argument. */
	.section .text.context_start, "ax"
	.globl context_start
	.type context_start, %function
context_start:
	mov	x0, x20
	mov	x29, xzr
	mov	x30, xzr
	br	x19
	.size context_start, . - context_start
