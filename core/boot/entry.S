/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * First instructions of every core, at EL2 with the MMU off: the header that the compiler fills in, checks
 * that need no memory, then the core's own stack and translation table.
 */
#include <arm/mpidr.h>
#include <bulkhead/armv8.h>
#include "offsets.h"

#define CORE_STACK_SIZE 4096

	.section .text.header, "ax"
	.global _start, core_header
_start:
core_header:
	b	boot
	nop
	.quad	0, 0, 2, 0, 0, 0		/* text_offset, image_size, image_flags, image_reserved */
	.long	0x644d5241, 0			/* BULKHEAD_IMAGE_MAGIC */
	.quad	0x45524f434b484c42		/* BULKHEAD_CORE_MAGIC */
	.long	1, core_header_end - core_header
	.quad	_start				/* load_address */
header_manifest:
	.quad	0
	.quad	0, 0				/* uart, uart_kind */
header_ttbr0:
	.quad	0, 0, 0, 0			/* ttbr0, tcr, mair, sctlr */
	.quad	0				/* end */
	.long	CPU_SIZE, CORE_STACK_SIZE, VCPU_SIZE, VM_SIZE
	.long	VIRQ_SIZE, ACTIVATION_SIZE, TRACE_ENTRY_SIZE
	.long	CPU_STATUS, VM_STATUS, VCPU_COUNTERS
	.long	relocations, relocation_count
core_header_end:

	.text
boot:
	msr	daifset, #15
	mrs	x1, CurrentEL
	cmp	x1, #(2 << 2)
	adr	x0, message_el
	b.ne	halt
	adr	x1, _start
	ldr	x2, core_header + HEADER_LOAD_ADDRESS
	cmp	x1, x2
	adr	x0, message_address
	b.ne	halt
	/* HCR_EL2.E2H must be 0: some cores have it stuck at 1. */
	mov	x1, #HCR_RW
	msr	hcr_el2, x1
	isb
	mrs	x1, hcr_el2
	tst	x1, #HCR_E2H
	adr	x0, message_e2h
	b.ne	halt
	/* A damaged pointer faults; these vectors then print one line, too. */
	adr	x5, vectors
	msr	vbar_el2, x5
	isb
	ldr	x20, header_manifest
	cbz	x20, 3f
	/* This core's entry in the manifest, by affinity. */
	mrs	x3, mpidr_el1
	and	x4, x3, #MPIDR_AFF3_MASK
	and	x3, x3, #MPIDR_AFF012_MASK
	orr	x3, x3, x4
	ldr	w4, [x20, #MANIFEST_CPU_COUNT]
	ldr	x19, [x20, #MANIFEST_CPUS]
	mov	w21, #0
1:	cmp	w21, w4
	b.hs	2f
	ldr	x5, [x19, #MCPU_MPIDR]
	cmp	x5, x3
	b.eq	4f
	add	x19, x19, #MCPU_SIZE
	add	w21, w21, #1
	b	1b
2:	adr	x0, message_core
	b	halt
3:	adr	x0, message_manifest
	b	halt
4:	ldr	x5, [x19, #MCPU_STACK_TOP]
	mov	sp, x5
	ldr	x5, [x19, #MCPU_STATE]
	msr	tpidr_el2, x5
	/* The first core checks the manifest and the memory banks, which must happen before caches are on. */
	adr	x1, booted
	ldr	w2, [x1]
	cbnz	w2, 5f
	mov	x0, x20
	bl	boot_check
5:	adr	x1, header_ttbr0
	ldp	x2, x3, [x1]
	ldp	x4, x5, [x1, #16]
	msr	ttbr0_el2, x2
	msr	tcr_el2, x3
	msr	mair_el2, x4
	ic	iallu
	tlbi	alle2
	tlbi	alle1
	dsb	nsh
	isb
	msr	sctlr_el2, x5
	isb
	mov	w0, w21
	bl	boot_cpu
	mov	x0, #0			/* there is no frame to resume yet */
	b	frame_resume

	.section .rodata
message_el:	.asciz "bulkhead: entered at a wrong exception level: EL2 is needed\r\n"
message_address: .asciz "bulkhead: loaded at a wrong address: load the ELF file's segments where it says\r\n"
message_e2h:	.asciz "bulkhead: HCR_EL2.E2H can't be cleared on this core\r\n"
message_core:	.asciz "bulkhead: this core's MPIDR isn't in the system description\r\n"
message_manifest: .asciz "bulkhead: no manifest: make the image with `bulkhead compile`\r\n"
