/* SPDX-License-Identifier: BSD-3-Clause */
/* Input sections of the linker scripts of both bare-metal platforms. */
/* For the linker, which has its own syntax. */
/* clang-format off */
#pragma once
#include <skiff/config.h>

/* The first instructions, then the vectors (their table's unused entries hold the rest). */
#define TEXT_SECTIONS                \
	KEEP(*(.skiff.start))         \
	. = 0x200;                   \
	KEEP(*(.skiff.vectors))       \
	KEEP(*(.skiff.entry))        \
	*(.text .text.*)

#define RODATA_SECTIONS            \
	*(.rodata .rodata.*)       \
	*(.got .got.plt)           \
	. = ALIGN(8);              \
	__start_skiff_init = .;    \
	KEEP(*(skiff_init))        \
	__stop_skiff_init = .;     \
	__start_skiff_tests = .;   \
	KEEP(*(skiff_tests))       \
	__stop_skiff_tests = .;

#define DATA_SECTIONS    \
	*(.data .data.*) \
	. = ALIGN(16);

/* The thread-local block of picolibc: its initialised part ends .data, the rest begins .bss. */
#ifdef CONFIG_LIB_PICOLIBC
#define TLS_SECTIONS                                                    \
	.tdata : AT(__data_load + (ADDR(.tdata) - ADDR(.data))) {       \
		__tls_base = .;                                         \
		*(.tdata .tdata.*)                                      \
		. = ALIGN(16);                                          \
	} :data                                                         \
	.tbss : { *(.tbss .tbss.*) } :data
#define TLS_SPACE            \
	. = . + SIZEOF(.tbss); \
	. = ALIGN(16);
#define DATA_SIZE (SIZEOF(.data) + SIZEOF(.tdata))
#else
#define TLS_SECTIONS
#define TLS_SPACE
#define DATA_SIZE SIZEOF(.data)
#endif

/* The thread-local block of musl: an image behind the constants that each thread has a copy of. */
#ifdef CONFIG_LIB_MUSL
#define TLS_IMAGE                                                               \
	.tdata : { __tls_start = .; *(.tdata .tdata.*) __tls_data_end = .; }    \
	.tbss : { *(.tbss .tbss.*) }                                            \
	__tls_data_size = SIZEOF(.tdata);                                       \
	__tls_size = SIZEOF(.tbss) ? ADDR(.tbss) + SIZEOF(.tbss) - ADDR(.tdata) \
				   : SIZEOF(.tdata);                            \
	__tls_align = MAX(MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)), 1);
#else
#define TLS_IMAGE
#endif

#define DISCARDED_SECTIONS \
	*(.comment .note.* .eh_frame .ARM.attributes)
