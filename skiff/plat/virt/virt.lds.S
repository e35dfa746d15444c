/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Image for QEMU's virt: RAM begins at 1 GiB, QEMU's own boot code lies there, and its device tree
 * too if the image is an ELF; so the image begins 2 MiB higher. .data is stored packed behind
 * .rodata and copied to pages of its own.
 */
#include <skiff/config.h>
#include <skiff/sections.h>
#include "mmu.h"

OUTPUT_ARCH(aarch64)
ENTRY(_start)

PHDRS {
	text PT_LOAD FLAGS(5);
#ifndef CONFIG_PACK_RODATA
	rodata PT_LOAD FLAGS(4);
#endif
	data PT_LOAD FLAGS(6);
}

SECTIONS {
	. = 0x40200000;
	__image_start = .;
	.text : { TEXT_SECTIONS } :text
#ifndef CONFIG_PACK_RODATA
	. = ALIGN(4096);
	__text_end = .;
	.rodata : { RODATA_SECTIONS } :rodata
	TLS_SECTIONS(:rodata)
#else
	.rodata : { RODATA_SECTIONS } :text
	TLS_SECTIONS(:text)
	__text_end = ALIGN(4096);
#endif
	. = ALIGN(16);
	__data_load = .;
	/* .data lies behind the pages that hold its stored copy. */
	. = ALIGN(. + SIZEOF(.data), 4096);
	__data_start = .;
	.data : AT(__data_load) { DATA_SECTIONS } :data
	__data_end = .;
	.bss (NOLOAD) : {
		TLS_SPACE
		*(.bss .bss.* COMMON)
		. = ALIGN(16);
	} :data
	__bss_end = .;
	__load_size = __data_load + SIZEOF(.data) - __image_start;
	__image_size = __bss_end - __image_start;
	__appended = __image_start + CONFIG_VIRT_IMAGE_BLOCKS * 0x200000;
	ASSERT(__bss_end + (MMU_TABLES + 2) * 4096 + CONFIG_VIRT_STACK_SIZE +
		       CONFIG_THREAD_STACKS * (CONFIG_THREAD_STACK_SIZE + 4096) <=
		   __image_start + CONFIG_VIRT_IMAGE_BLOCKS * 0x200000,
	       "too large: raise CONFIG_VIRT_IMAGE_BLOCKS")
	ASSERT(CONFIG_VIRT_STACK_SIZE % 4096 == 0, "VIRT_STACK_SIZE: a multiple of 4096 is expected")
	ASSERT(CONFIG_THREAD_STACK_SIZE % 4096 == 0, "THREAD_STACK_SIZE: a multiple of 4096 is expected")
	/DISCARD/ : { DISCARDED_SECTIONS }
}
