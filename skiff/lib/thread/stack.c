/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory for stacks; a thread's structure lies at the high end of its stack. */
#include <stdlib.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include "thread.h"
#include "tls.h"

/*
 * Room for the thread's structure, an interrupt's frames and the report of a panic; on Linux, for a signal's frame with all
 * vector registers.
 */
#ifdef CONFIG_PLAT_LINUX
#define STACK_MIN 16384u
#else
#define STACK_MIN 2048u
#endif

/* Free stacks of the platform's pool, linked through their first word at the high end. */
static uintptr_t pool;

static uintptr_t *link_of(uintptr_t stack_low)
{
	return (uintptr_t *)(stack_low + machine.stack_size) - 1;
}

static void pool_init(void)
{
	for (unsigned int i = machine.stack_count; i-- > 0;) {
		uintptr_t low = machine.stacks + i * machine.stack_stride;

		*link_of(low) = pool;
		pool = low;
	}
}
INIT(INIT_MEMORY, pool_init);

/* Puts the thread, and its thread-local variables behind it, at the high end of a stack. */
static struct thread *place(uintptr_t low, size_t size)
{
	uintptr_t tls = tls_place(low + size);
	struct thread *t = (struct thread *)((tls - sizeof(*t)) & ~(uintptr_t)15);

	t->tls = tls;
	t->stack_low = low;
	t->stack_high = (uintptr_t)t;
	t->local = NULL;
	t->release = NULL;
	return t;
}

struct thread *thread_allocate(size_t size)
{
	struct thread *t;
	irq_state state;
	uintptr_t low;

	if (size == 0)
		size = CONFIG_THREAD_STACK_SIZE - tls_extra();
	if (size > SIZE_MAX / 2)
		return NULL;
	size = ((size < STACK_MIN ? STACK_MIN : size + 15) & ~(size_t)15) + tls_extra();
	state = irq_save();
	low = size <= machine.stack_size ? pool : 0;
	if (low) {
		pool = *link_of(low);
		size = machine.stack_size;
	}
	irq_restore(state);
	if (low) {
		t = place(low, size);
		t->pooled = true;
	} else {
		low = (uintptr_t)malloc(size);
		if (!low)
			return NULL;
		t = place(low, size);
		t->pooled = false;
		*(uint64_t *)low = THREAD_CANARY;
	}
	return t;
}

void thread_free(struct thread *t)
{
	uintptr_t low = t->stack_low;
	irq_state state;

	/* main's stack belongs to the platform, not to the pool. */
	if (t->stack_low == machine.stack_low)
		return;
	if (t->release) {
		t->release(t);
		return;
	}
	if (!t->pooled) {
		free((void *)low);
		return;
	}
	state = irq_save();
	*link_of(low) = pool;
	pool = low;
	irq_restore(state);
}
