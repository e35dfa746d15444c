/* SPDX-License-Identifier: BSD-3-Clause */
/* An image laid out as Skiff's: text, rodata and pristine data in place, data at its own address. */
	.section .text, "ax"
	.global _start, extension_entry
_start:
extension_entry:
	b	.
	.space	8192
	.section .rodata, "a"
	.quad	1
	.data
	.quad	2
	.bss
	.space	6000
