/* SPDX-License-Identifier: BSD-3-Clause */
/* Assertions, panic and backtrace: every fatal mistake ends in one readable report. */
#pragma once
#include <skiff/config.h>
#include <stdint.h>

/** Print the reason and a backtrace, then end the machine (an extension: give up and restart). */
_Noreturn void panic(const char *fmt, ...) __attribute__((format(__printf__, 1, 2), cold));

/** Print the return addresses from a frame pointer on, 16 at most.
 * @param frame  value of the frame pointer (x29), 0 for none. A damaged chain of frames ends the list. */
void backtrace(uintptr_t frame);

/** Return the bounds of the running thread's stack, to check a frame or a faulting address. */
void stack_bounds(uintptr_t *low, uintptr_t *high);

/** Called for a failed assertion: panics with its condition and place. */
_Noreturn void assert_failed(const char *condition, const char *file, int line)
    __attribute__((cold));

/** Panic if `condition` is false. Without CONFIG_ASSERT it isn't evaluated. */
#undef assert
#ifdef CONFIG_ASSERT
#define assert(condition) ((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))
#else
#define assert(condition) ((void)sizeof(!(condition)))
#endif
