/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread switch: the registers that a C call preserves (AAPCS64, 6.1.1). */
#include <arm/pairs.inc>
#include <skiff/config.h>

#ifdef CONFIG_PROGRAM
	.arch_extension fp
	.arch_extension simd
/* Bytes of a packed program's further registers per thread: 32 registers of 16 bytes, FPSR, FPCR, SP_EL0. */
#define CONTEXT_PROGRAM 544
#endif

	/* void context_switch(void **save_sp, void *load_sp, uintptr_t tls) */
	.section .text.context_switch, "ax"
	.globl context_switch
	.type context_switch, %function
context_switch:
#ifdef CONFIG_PROGRAM
	sub	sp, sp, #CONTEXT_PROGRAM
	pairs	stp, q, sp, 0, 31, 32, 16
	mrs	x3, fpsr
	mrs	x4, fpcr
	stp	x3, x4, [sp]
	mrs	x3, sp_el0
	str	x3, [sp, #16]
#endif
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
#ifdef CONFIG_PROGRAM
	ldr	x3, [sp, #16]
	msr	sp_el0, x3
	ldp	x3, x4, [sp]
	msr	fpsr, x3
	msr	fpcr, x4
	pairs	ldp, q, sp, 0, 31, 32, 16
	add	sp, sp, #CONTEXT_PROGRAM
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
