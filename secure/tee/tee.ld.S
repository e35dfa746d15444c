/* SPDX-License-Identifier: BSD-3-Clause */
#include "layout.h"
ENTRY(image_header)
SECTIONS
{
	. = TEE_TEXT_BASE;
	.text : AT(0) { *(.header) *(.text*) *(.rodata*) . = ALIGN(16); }
	image_text_size = SIZEOF(.text);
	. = TEE_DATA_BASE;
	.data : AT(LOADADDR(.text) + SIZEOF(.text)) { *(.data*) *(.got*) . = ALIGN(16); }
	image_data_size = SIZEOF(.data);
	.bss (NOLOAD) : { *(.bss*) *(COMMON) . = ALIGN(16); bss_end = .; }
	image_bss_size = bss_end - TEE_DATA_BASE - SIZEOF(.data);
	.noinit (NOLOAD) : { *(.noinit*) data_end = .; }
	ASSERT(data_end <= SECRAM_END, "TEE data is too large")
	/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }
}
