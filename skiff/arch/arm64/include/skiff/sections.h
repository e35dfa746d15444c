/* SPDX-License-Identifier: BSD-3-Clause */
/* Input sections of the linker scripts of both bare-metal platforms. */
/* Only for the linker, whose syntax isn't C's. */
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

/* musl calls constructors itself; the other C libraries leave that to Skiff. */
#ifdef CONFIG_LIB_MUSL
#define LIBC_INIT_START __init_end = .; __init_array_start = .;
#define LIBC_INIT_END	__init_array_end = .;
#else
#define LIBC_INIT_START
#define LIBC_INIT_END	__init_end = .;
#endif

/* Tables of functions to call: the libraries' by level, the program's constructors, its destructors. */
#define RODATA_SECTIONS                                                      \
	*(.rodata .rodata.*)                                                 \
	*(.got .got.plt)                                                     \
	. = ALIGN(8);                                                        \
	__init_start = .;                                                    \
	KEEP(*(.skiff_init.INIT_MEMORY))                                     \
	KEEP(*(.skiff_init.INIT_IRQ))                                        \
	KEEP(*(.skiff_init.INIT_SCHED))                                      \
	KEEP(*(.skiff_init.INIT_DEVICE))                                     \
	KEEP(*(.skiff_init.INIT_SERVICE))                                    \
	LIBC_INIT_START                                                      \
	KEEP(*(.preinit_array))                                              \
	KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))                        \
	KEEP(*(.init_array))                                                 \
	LIBC_INIT_END                                                        \
	__fini_array_start = .;                                              \
	KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*)))                        \
	KEEP(*(.fini_array))                                                 \
	__fini_array_end = .;                                                \
	__start_skiff_tests = .;                                             \
	KEEP(*(skiff_tests))                                                 \
	__stop_skiff_tests = .;

#define DATA_SECTIONS    \
	*(.data .data.*) \
	. = ALIGN(16);

/*
 * The initial contents of each thread's block of thread-local variables: initialised ones are copied from here, the others are
 * 0 (ELF for the Arm 64-bit architecture, TLS variant 1: the block lies behind two words at TPIDR_EL0, aligned).
 */
#define TLS_SECTIONS(segment)                                                               \
	.tdata : ALIGN(16) { __tls_start = .; *(.tdata .tdata.*) } segment                  \
	.tbss : ALIGN(16) { *(.tbss .tbss.*) } segment                                      \
	__tls_data_size = SIZEOF(.tdata);                                                   \
	__tls_size = SIZEOF(.tbss) == 0	   ? SIZEOF(.tdata)                                 \
		     : SIZEOF(.tdata) == 0 ? SIZEOF(.tbss)                                  \
					   : ADDR(.tbss) + SIZEOF(.tbss) - ADDR(.tdata);    \
	__tls_align = MAX(16, MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)));                        \
	__tls_block = __tls_size == 0 ? 0 : (__tls_align + __tls_size + 15) / 16 * 16;
/* The thread-local variables of main's thread. */
#define TLS_SPACE               \
	. = ALIGN(__tls_align); \
	__tls_main = .;         \
	. = . + __tls_block;

#define DISCARDED_SECTIONS \
	*(.comment .note.* .eh_frame .ARM.attributes)
