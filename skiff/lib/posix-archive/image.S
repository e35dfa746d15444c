/* SPDX-License-Identifier: BSD-3-Clause */
/* The archive, as it is. */
	.section .rodata.archive, "a"
	.balign 4
	.globl archive_start, archive_end
archive_start:
	.incbin ARCHIVE
archive_end:
	.section .note.GNU-stack, "", %progbits
