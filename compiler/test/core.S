/* SPDX-License-Identifier: BSD-3-Clause */
/* The header of a core, with sizes that are easy to recognise, and a page of each kind. */
	.section .text, "ax"
	.global _start
_start:	b	.
	nop
	.quad	0, 0, 2, 0, 0, 0	/* the header of an arm64 boot image */
	.long	0x644d5241, 0
	.quad	0x45524f434b484c42	/* BULKHEAD_CORE_MAGIC */
	.long	1, 200
	.quad	_start			/* load_address */
	.fill	8, 8, 0			/* manifest .. sctlr_el2, end: filled in */
	.long	256, 4096, 512, 64, 16, 128, 32, 8, 16, 24, relocations, 2
	.section .rodata, "a"
here:	.quad	here
relocations:
	.long	80, here
	.data
	.quad	2
	.bss
	.space	5000
