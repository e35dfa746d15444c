/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Image of a Bulkhead VM: executed in place. Text, rodata and the pristine copy of .data (its load
 * address) lie read-only from BULKHEAD_IMAGE_IPA on; .data and .bss lie at the start of the VM's
 * own memory, which nothing but the VM's start code fills.
 */
#include <skiff/config.h>
#include <skiff/sections.h>

#define IMAGE_IPA 0x10000 /* BULKHEAD_IMAGE_IPA */

#ifdef CONFIG_PACK_RODATA
#define READ_ONLY_SEGMENT :text
#else
#define READ_ONLY_SEGMENT :rodata
#endif

OUTPUT_ARCH(aarch64)
#ifdef CONFIG_PLAT_EXTENSION
ENTRY(extension_entry)
#else
ENTRY(_start)
#endif

PHDRS {
	text PT_LOAD FLAGS(5);
#ifndef CONFIG_PACK_RODATA
	rodata PT_LOAD FLAGS(4);
#endif
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
}

SECTIONS {
	. = IMAGE_IPA;
	__image_start = .;
#ifdef CONFIG_PLAT_EXTENSION
	.text : { KEEP(*(.skiff.entry)) *(.text .text.*) } :text
#else
	.text : { TEXT_SECTIONS } :text
#endif
#ifndef CONFIG_PACK_RODATA
	. = ALIGN(4096);
	.rodata : { RODATA_SECTIONS } :rodata
#else
	.rodata : { RODATA_SECTIONS } :text
#endif
	TLS_SECTIONS(READ_ONLY_SEGMENT)
#ifdef CONFIG_PLAT_EXTENSION
	ASSERT(__tls_block == 0, "an extension has no thread-local variables: several clients run in it")
#endif
	.note.bulkhead : { KEEP(*(.note.bulkhead)) } READ_ONLY_SEGMENT :note
	. = ALIGN(16);
	__data_load = .;
	ASSERT(__data_load + SIZEOF(.data) <= CONFIG_BULKHEAD_RAM_IPA,
	       "too large: raise CONFIG_BULKHEAD_RAM_IPA")
	. = CONFIG_BULKHEAD_RAM_IPA;
	__data_start = .;
	.data : AT(__data_load) { DATA_SECTIONS } :data
	__data_end = .;
	.bss (NOLOAD) : {
		TLS_SPACE
		*(.bss .bss.* COMMON)
		. = ALIGN(16);
	} :data
	__bss_end = .;
	/* Data that a restart leaves as it is (EXTENSION_KEPT). */
	.kept ALIGN(16) (NOLOAD) : { *(.kept) *(.kept.pages) } :data
#if CONFIG_THREAD_STACKS > 0
	/* Nothing clears the stacks. Bulkhead leaves the first page of each unmapped: see stacks.S. */
	.stacks ALIGN(4096) (NOLOAD) : {
		__stacks = .;
		. = . + CONFIG_THREAD_STACKS * (CONFIG_THREAD_STACK_SIZE + 4096);
	} :data
#endif
	__memory_end = .;
	ASSERT(CONFIG_THREAD_STACK_SIZE % 4096 == 0, "THREAD_STACK_SIZE: a multiple of 4096 is expected")
	/DISCARD/ : { DISCARDED_SECTIONS }
}
