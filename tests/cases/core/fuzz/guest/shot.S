/* SPDX-License-Identifier: BSD-3-Clause */
/* See shot.h. The MMU is off, so the slot is writable and executable at once. */
#include <kit/registers.inc>

#define SHOT_PC	     248
#define SHOT_SP_EL0  264
#define SHOT_SCTLR   272
#define SHOT_OUT     280
#define SHOT_VECTOR  528

	.text
	.global	shot_fire
shot_fire:
	save_callee
	adrp	x0, stack_kept
	mov	x1, sp
	str	x1, [x0, #:lo12:stack_kept]
	adrp	x0, shot_vectors
	add	x0, x0, :lo12:shot_vectors
	msr	vbar_el1, x0
	adrp	x0, shot
	add	x0, x0, :lo12:shot
	ldp	x1, x2, [x0, #SHOT_PC]
	msr	elr_el1, x1
	msr	spsr_el1, x2
	ldr	x1, [x0, #SHOT_SP_EL0]
	msr	sp_el0, x1
	/* A stack that may be overwritten: SCRATCH of fuzz.h and 32 KiB. */
	mov	x1, #0x8000
	movk	x1, #0x4038, lsl #16
	ldr	x3, [x0, #SHOT_SCTLR]
	mov	sp, x1
	mov	x2, x3
	/* The loads below must see little-endian memory: SCTLR_EL1 changes after them, and x0 and x1 are passed in system
	 * registers. */
	ldp	x3, x1, [x0]
	msr	tpidr_el1, x3
	msr	tpidr_el0, x1
	mov	x1, x2
	msr	tpidrro_el0, x1
	general	ldr, x0, 2, 30
	mrs	x0, tpidrro_el0
	msr	sctlr_el1, x0
	ic	iallu
	dsb	ish
	isb
	mrs	x0, tpidr_el1
	mrs	x1, tpidr_el0
	eret

	/* x0 = kept in TPIDR_EL1, vector in TPIDRRO_EL0. */
shot_done:
	mov	x0, #0x0800
	movk	x0, #0x30d0, lsl #16
	msr	sctlr_el1, x0
	isb
	msr	spsel, #1
	msr	daifset, #15
	adrp	x0, shot
	add	x0, x0, :lo12:shot
	str	x1, [x0, #(SHOT_OUT + 8)]
	mrs	x1, tpidr_el1
	str	x1, [x0, #SHOT_OUT]
	general	str, x0, 2, 30, SHOT_OUT
	mrs	x1, tpidrro_el0
	mrs	x2, esr_el1
	str	x1, [x0, #SHOT_VECTOR]
	str	x2, [x0, #(SHOT_VECTOR + 8)]
	mrs	x1, elr_el1
	mrs	x2, spsr_el1
	str	x1, [x0, #(SHOT_VECTOR + 16)]
	str	x2, [x0, #(SHOT_VECTOR + 24)]
	mrs	x1, far_el1
	str	x1, [x0, #(SHOT_VECTOR + 32)]
	mov	x0, #(3 << 20)
	msr	cpacr_el1, x0
	msr	cntkctl_el1, xzr
	msr	contextidr_el1, xzr
	adrp	x0, stack_kept
	ldr	x0, [x0, #:lo12:stack_kept]
	mov	sp, x0
	restore_callee
	ret

	.balign	2048
shot_vectors:
	.set	entry, 0
	.rept	16
	.balign	128
	msr	tpidr_el1, x0
	mov	x0, #entry
	msr	tpidrro_el0, x0
	b	shot_done
	.set	entry, entry + 1
	.endr

	/* The slot has its own page: after a write, QEMU translates the whole page again. */
	.data
	.balign	4096
	.global	shot_slot
shot_slot:
	.word	0, 0
	.balign	4096

	.bss
	.balign	16
	.global	shot
shot:
	.space	576
stack_kept:
	.space	8
