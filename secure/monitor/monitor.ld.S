/* SPDX-License-Identifier: BSD-3-Clause */
#include "layout.h"
ENTRY(reset)
SECTIONS
{
	. = FLASH_BASE;
	.boot : { *(.boot) . = ALIGN(16); }
	flash_next = .;
	. = MONITOR_TEXT_BASE;
	.text : AT(flash_next) { text_start = .; *(.vectors) *(.text*) *(.rodata*) . = ALIGN(16); text_end = .; }
	text_load = LOADADDR(.text);
	. = MONITOR_DATA_BASE;
	.data : AT(LOADADDR(.text) + SIZEOF(.text)) { data_start = .; *(.data*) *(.got*) . = ALIGN(16); data_end = .; }
	data_load = LOADADDR(.data);
	.bss (NOLOAD) : { bss_start = .; *(.bss*) *(COMMON) . = ALIGN(16); bss_end = .; }
	ASSERT(data_load + SIZEOF(.data) <= FLASH_TEE_OFFSET, "monitor image is too large")
	ASSERT(bss_end <= TEE_TEXT_BASE, "monitor data is too large")
	/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }
}
