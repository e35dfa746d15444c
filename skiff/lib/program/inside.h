/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `program`. */
#pragma once

/* struct program_frame, for assembly */
#define PROGRAM_FRAME_X30   240
#define PROGRAM_FRAME_PC    248
#define PROGRAM_FRAME_STATE 256
#define PROGRAM_FRAME_SIZE  272

#define PROGRAM_CALLS 452 /* calls of Linux, numbered from 0 */

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>
#include <skiff/program.h>

/** A program's registers at a call; its stack pointer is in SP_EL0. */
struct program_frame {
	uint64_t x[31], pc, state, pad;
};
_Static_assert(offsetof(struct program_frame, pc) == PROGRAM_FRAME_PC &&
		   offsetof(struct program_frame, state) == PROGRAM_FRAME_STATE &&
		   sizeof(struct program_frame) == PROGRAM_FRAME_SIZE,
	       "inside.h");

/** A loaded program, or its interpreter. */
struct program_image {
	uintptr_t base;	      /* added to its addresses */
	uintptr_t start, end; /* of its memory */
	uintptr_t entry, headers;
	unsigned int header_count;
	const char *interpreter; /* path, or NULL */
};

/** Map a program from the archive.
 * @param base  address for a relocatable program
 * @return 0, or a negative error number, explained by *what */
int program_load(const char *path, uintptr_t base, struct program_image *image, const char **what);

/** Functions by Linux's number, NULL: not served. */
extern const void *const program_calls[PROGRAM_CALLS];
/** Refuse a call that isn't served; prints its name the first time. @return -ENOSYS */
int64_t program_unserved(uint64_t number);

/** Go on in the program.
 * @param stack  becomes SP_EL0. The calls that follow use the present stack from `kernel_stack` down. */
_Noreturn void program_enter(const struct program_frame *frame, uintptr_t stack,
			     uintptr_t kernel_stack);
/** Use this library's vectors. */
void program_vectors_set(void);
#endif
