/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry of an extension. Every request enters here with x0 = header and its arguments in x1 to x8, as C takes them: a handler
 * of MMIO or of a system register is called directly, and returns its struct extension_reply in x0 and x1, as REPLY takes it.
 */
#include <skiff/config.h>
#include "entry.h"

	/* Calls a handler that takes and returns eight registers in memory. */
	.macro	call branch, handler
	stp	x1, x2, [sp, #-64]!
	stp	x3, x4, [sp, #16]
	stp	x5, x6, [sp, #32]
	stp	x7, x8, [sp, #48]
	mov	x1, sp
	\branch	\handler
	ldp	x1, x2, [sp]
	ldp	x3, x4, [sp, #16]
	ldp	x5, x6, [sp, #32]
	ldp	x7, x8, [sp, #48]
	svc	#SVC_REPLY
	.endm

	/*
	 * The three lowest bits of the kind select the handler: 3 instructions for any of the first eight kinds. NOTIFY shares
	 * the entry of INIT.
	 */
	.section .skiff.entry, "ax"
	.globl extension_entry
	.type extension_entry, %function
extension_entry:
	tbnz	w0, #2, 4f
	tbz	w0, #0, 2f
	tbz	w0, #1, 1f
	bl	extension_on_mmio	/* 3: MMIO */
	svc	#SVC_REPLY

1:	call	bl, extension_on_smc	/* 1: SMC */

2:	tbnz	w0, #1, 3f
	tbnz	w0, #3, 9f
	b	extension_init		/* 0: INIT */
3:	adrp	x9, extension_on_hvc	/* 2: HVC */
	add	x9, x9, :lo12:extension_on_hvc
	b	call_with_registers

4:	tbz	w0, #0, 6f
	tbnz	w0, #1, 7f
	adrp	x9, extension_on_call	/* 5: CALL */
	add	x9, x9, :lo12:extension_on_call

call_with_registers:
	call	blr, x9

6:	tbnz	w0, #1, 8f
	bl	extension_on_sysreg	/* 4: SYSREG */
	svc	#SVC_REPLY

7:	bl	extension_on_client_gone /* 7: CLIENT_GONE */
	svc	#SVC_REPLY

8:	bl	extension_on_unhandled	/* 6: UNHANDLED */
	svc	#SVC_REPLY

9:	bl	extension_on_notify	/* 8: NOTIFY */
	svc	#SVC_REPLY
	.size extension_entry, . - extension_entry

#ifndef CONFIG_PLAT_EXTENSION
	/* The passive side of a service VM: its scheduled side sets up the memory. */
	.section .text.extension_init, "ax"
	.globl extension_init
	.type extension_init, %function
extension_init:
	mov	x0, #ACTION_RESUME
	svc	#SVC_REPLY
	.size extension_init, . - extension_init
#endif
