/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-thread`. */
#pragma once
#include <skiff/posix/thread.h>

/** All threads of the process, main first. */
extern struct list posix_threads;

/** Wake up to `count` threads that wait on a word with one of these bits. Interrupts are masked.
 * @return how many were woken; the caller calls thread_preempt */
unsigned int futex_wake(const uint32_t *word, unsigned int count, uint32_t mask);

/** The three operations of locks with priority inheritance. `deadline`: time_ticks(). */
int futex_lock_pi(uint32_t *word, uint64_t deadline);
int futex_trylock_pi(uint32_t *word);
int futex_unlock_pi(uint32_t *word);

/** The running thread ends: its locks with priority inheritance go to the next waiters, with FUTEX_OWNER_DIED. */
void futex_owner_ends(void);
