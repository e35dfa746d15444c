/* SPDX-License-Identifier: BSD-3-Clause */
/* An image laid out as Skiff's: text, rodata and pristine data in place, data at its own address. */
#ifndef STACKS
#define STACKS 2 /* declared stacks; there is room for two */
#endif
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
	.balign	4096
stacks:
	.space	2 * (4096 + 4096)

	.section .note.bulkhead, "a", %note
	.balign	4
	.word	2f - 1f, 4f - 3f, 1
1:	.asciz	"Bulkhead"
2:	.balign	4
3:	.quad	stacks, 4096, STACKS
4:
