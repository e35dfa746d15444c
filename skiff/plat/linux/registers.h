/* SPDX-License-Identifier: BSD-3-Clause */
/* What a fault report must know about the host's processor. */
#pragma once
#include <stdint.h>

/** Read the registers of the interrupted code. `context` is a signal handler's third argument. */
struct registers {
	uintptr_t pc, sp, frame;
};
struct registers registers_of(const void *context);

/** Print the general registers. */
void registers_print(const void *context);
