/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread switch: the registers that a C call preserves (AAPCS64, 6.1.1). */
#include <skiff/config.h>

	/* void context_switch(void **save_sp, void *load_sp, uintptr_t tls) */
	.section .text.context_switch, "ax"
	.globl context_switch
	.type context_switch, %function
context_switch:
#ifdef CONFIG_FP
	stp	d8, d9, [sp, #-64]!
	stp	d10, d11, [sp, #16]
	stp	d12, d13, [sp, #32]
	stp	d14, d15, [sp, #48]
#endif
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
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
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
#ifdef CONFIG_FP
	ldp	d10, d11, [sp, #16]
	ldp	d12, d13, [sp, #32]
	ldp	d14, d15, [sp, #48]
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
