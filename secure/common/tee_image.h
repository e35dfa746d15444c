/* SPDX-License-Identifier: BSD-3-Clause */
/* The header at the start of the TEE's image. */
#pragma once

#define TEE_IMAGE_MAGIC 0x4545544844414548UL /* "HEADHTEE" */

#ifndef __ASSEMBLER__
#include <stdint.h>

struct tee_image {
	uint64_t magic;
	uint64_t text_size; /* bytes, header included: loaded at TEE_TEXT_BASE */
	uint64_t data_size; /* bytes that follow in flash: loaded at TEE_DATA_BASE */
	uint64_t bss_size;  /* bytes cleared after them */
};
#endif
