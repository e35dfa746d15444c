/* SPDX-License-Identifier: BSD-3-Clause */
/* The process is the machine: its interrupt is SIGALRM, which a flag masks. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct thread;

typedef int irq_state;

extern volatile int linux_irq_masked, linux_irq_pending;
extern struct thread *linux_thread_self;

/** Handle the interrupt that came while interrupts were masked. */
void linux_irq_run(void);

/** @return the monotonic clock, in nanoseconds */
uint64_t counter_read(void);

/** Sleep until a signal has come. */
void irq_wait(void);

static inline irq_state irq_save(void)
{
	irq_state state = linux_irq_masked;

	linux_irq_masked = 1;
	__asm__ volatile("" : : : "memory");
	return state;
}

static inline void irq_restore(irq_state state)
{
	__asm__ volatile("" : : : "memory");
	linux_irq_masked = state;
	if (!state && linux_irq_pending)
		linux_irq_run();
}

static inline void irq_unmask(void)
{
	irq_restore(0);
}

static inline struct thread *thread_self(void)
{
	return linux_thread_self;
}

static inline void thread_set_self(struct thread *self)
{
	linux_thread_self = self;
}

/** If *word is 0, make it `value`, with acquire semantics. @return false: it wasn't */
static inline bool word_take(uintptr_t *word, uintptr_t value)
{
	uintptr_t none = 0;

	return __atomic_compare_exchange_n(word, &none, value, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

/** If *word is `value`, make it 0, with release semantics. @return false: it wasn't */
static inline bool word_give(uintptr_t *word, uintptr_t value)
{
	return __atomic_compare_exchange_n(word, &value, 0, false, __ATOMIC_RELEASE,
					   __ATOMIC_RELAXED);
}
