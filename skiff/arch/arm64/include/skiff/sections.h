/* SPDX-License-Identifier: BSD-3-Clause */
/* Input sections of the linker scripts of both bare-metal platforms. */
#pragma once

/* The first instructions, then the vectors (their table's unused entries hold the rest). */
#define TEXT_SECTIONS                \
	KEEP(*(.skiff.start))         \
	. = 0x200;                   \
	KEEP(*(.skiff.vectors))       \
	*(.skiff.entry .text .text.*)

#define RODATA_SECTIONS            \
	*(.rodata .rodata.*)       \
	. = ALIGN(8);              \
	__start_skiff_init = .;    \
	KEEP(*(skiff_init))        \
	__stop_skiff_init = .;     \
	__start_skiff_tests = .;   \
	KEEP(*(skiff_tests))       \
	__stop_skiff_tests = .;

#define DATA_SECTIONS   \
	*(.data .data.*) \
	. = ALIGN(16);

#define DISCARDED_SECTIONS \
	*(.comment .note.* .eh_frame .ARM.attributes)
