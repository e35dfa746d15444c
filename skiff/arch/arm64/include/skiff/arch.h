/* SPDX-License-Identifier: BSD-3-Clause */
/* What libraries need of the processor: interrupt mask, running thread, counter. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/config.h>

struct thread;

/** The interrupt mask that irq_save found, for irq_restore. */
typedef uint64_t irq_state;

#ifdef CONFIG_LIB_IRQ
/** Mask interrupts. */
static inline irq_state irq_save(void)
{
	irq_state state;

	__asm__ volatile("mrs %0, daif\n\tmsr daifset, #2" : "=r"(state) : : "memory");
	return state;
}

/** Restore the interrupt mask from before irq_save. */
static inline void irq_restore(irq_state state)
{
	__asm__ volatile("msr daif, %0" : : "r"(state) : "memory");
}

/** Unmask interrupts. */
static inline void irq_unmask(void)
{
	__asm__ volatile("msr daifclr, #2" : : : "memory");
}

/** Wait for an interrupt while interrupts are masked: it stays pending until they are unmasked. */
static inline void irq_wait(void)
{
	__asm__ volatile("dsb sy\n\twfi" : : : "memory");
}
#else
/* Without library `irq`, interrupts are always masked. */
static inline irq_state irq_save(void)
{
	return 0;
}
static inline void irq_restore(irq_state state)
{
	(void)state;
}
#endif

#ifndef CONFIG_PLAT_EXTENSION
/** The running thread. The read isn't volatile: within one thread the result is always the same. */
static inline struct thread *thread_self(void)
{
	struct thread *self;

	__asm__("mrs %0, tpidr_el1" : "=r"(self));
	return self;
}

/** Set the running thread. */
static inline void thread_set_self(struct thread *self)
{
	__asm__ volatile("msr tpidr_el1, %0" : : "r"(self) : "memory");
}
#endif

/** The virtual counter, in ticks. The read is ordered behind earlier instructions (Arm ARM D11.2.2). */
static inline uint64_t counter_read(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
	return ticks;
}

/** If *word is 0, make it `value`, with acquire semantics. @return false: it wasn't */
static inline bool word_take(uintptr_t *word, uintptr_t value)
{
	uintptr_t old;
	uint32_t failed;

	/* Assembly, since the compiler's compare and exchange tests its result twice. */
	__asm__ goto("1:	ldaxr	%0, %2\n"
		     "	cbnz	%0, %l[taken]\n"
		     "	stxr	%w1, %3, %2\n"
		     "	cbnz	%w1, 1b\n"
		     : "=&r"(old), "=&r"(failed), "+Q"(*word)
		     : "r"(value)
		     : "memory"
		     : taken);
	return true;
taken:
	return false;
}

/** If *word is `value`, make it 0, with release semantics. @return false: it wasn't */
static inline bool word_give(uintptr_t *word, uintptr_t value)
{
	uintptr_t old;
	uint32_t failed;

	__asm__ goto("1:	ldxr	%0, %2\n"
		     "	cmp	%0, %3\n"
		     "	b.ne	%l[other]\n"
		     "	stlxr	%w1, xzr, %2\n"
		     "	cbnz	%w1, 1b\n"
		     : "=&r"(old), "=&r"(failed), "+Q"(*word)
		     : "r"(value)
		     : "memory", "cc"
		     : other);
	return true;
other:
	return false;
}
