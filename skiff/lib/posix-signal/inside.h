/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-signal`. */
#pragma once
#include <skiff/posix/signal.h>

/** The bit of a signal. */
static inline uint64_t signal_bit(int number)
{
	return (uint64_t)1 << (number - 1);
}

/* All functions of struct posix_pending are called with interrupts masked. */

/** Add a signal behind all others. */
void pending_add(struct posix_pending *pending, struct posix_sent *sent);
/** Add a copy of this, unless its number is no real-time signal's and pending already. @return 0, or -EAGAIN */
int pending_add_copy(struct posix_pending *pending, const struct posix_signal_info *info);
/** Take the first signal of a pending number. */
void pending_take(struct posix_pending *pending, int number, struct posix_signal_info *info);
/** Take all signals of a set. */
void pending_drop(struct posix_pending *pending, uint64_t set);

/** Call a function on the thread's stack for handlers, if it has one and doesn't run on it already. */
void signal_stack_call(const struct posix_stack *stack, void (*function)(void *), void *argument);
/** arch: call a function on another stack. @param high  its high end, a multiple of 16 */
void signal_stack_switch(void (*function)(void *), void *argument, uintptr_t high);
