/* SPDX-License-Identifier: BSD-3-Clause */
/* Layout of an exception frame, for C and assembly. */
#pragma once

#define FRAME_SP   248
#define FRAME_PC   256
#define FRAME_SPSR 264
#define FRAME_ESR  272
#define FRAME_FAR  280
#define FRAME_SIZE 288

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/** All registers at a synchronous exception. */
struct fault_frame {
	uint64_t x[31], sp, pc, spsr, esr, far;
};
_Static_assert(offsetof(struct fault_frame, sp) == FRAME_SP &&
		   offsetof(struct fault_frame, far) == FRAME_FAR &&
		   sizeof(struct fault_frame) == FRAME_SIZE,
	       "frame.h");
#endif
