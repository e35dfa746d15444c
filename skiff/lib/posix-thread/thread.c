/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread's beginning and end. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/posix/memory.h>
#include <skiff/posix/process.h>
#include <skiff/posix/time.h>
#include <skiff/sched.h>
#include <skiff/timer.h>
#include "inside.h"

#define STACK_BOUND 2048u /* assumed size of a stack that is no mapping */

struct list posix_threads = LIST_INIT(posix_threads);
static struct posix_thread main_thread;
static int last_id = POSIX_PROCESS;

/* The stack of a thread that has unmapped it while running on it. */
static struct {
	uintptr_t base;
	size_t size;
} left;

static void main_init(void)
{
	main_thread.runs = thread_self();
	main_thread.id = POSIX_PROCESS;
	main_thread.runs->local = &main_thread;
	list_append(&posix_threads, &main_thread.all);
}
INIT(INIT_DEVICE, main_init);

struct posix_thread *posix_thread_self(void)
{
	struct posix_thread *self = thread_self()->local;

	if (!self)
		panic("a thread of thread_create calls what only those of pthread_create may");
	return self;
}

struct posix_thread *posix_thread_of(int id)
{
	if (id == 0)
		return posix_thread_self();
	list_each(node, &posix_threads)
	{
		struct posix_thread *t = container_of(node, struct posix_thread, all);

		if (t->id == id)
			return t;
	}
	return NULL;
}

/* Numbers wrap, skipping those in use; a lock's word has 30 bits for a number. */
static int new_id(void)
{
	do
		last_id = last_id == (int)POSIX_FUTEX_OWNER ? POSIX_PROCESS + 1 : last_id + 1;
	while (posix_thread_of(last_id));
	return last_id;
}

static void release(struct thread *t)
{
	free(t->local);
}

static void unmap_left(void)
{
	irq_state state = irq_save();
	uintptr_t base = left.base;

	left.base = 0;
	if (base)
		sys_munmap(base, left.size);
	irq_restore(state);
}

static void begin(void *argument)
{
	struct posix_thread *self = argument;

#ifdef CONFIG_TLS
	__asm__ volatile("msr tpidr_el0, %0" : : "r"(self->tls) : "memory");
#endif
	sys_exit(self->function(self->argument));
}

/* If the stack is a mapping, its low end (in the C library's guard page) gets a canary. */
static void set_stack(struct thread *t, uintptr_t high)
{
	t->stack_high = high;
	t->stack_low = posix_mapping_start(high - 1);
	t->pooled = t->stack_low == 0;
	if (t->pooled)
		t->stack_low = high - STACK_BOUND;
	else
		*(uint64_t *)t->stack_low = THREAD_CANARY;
}

int posix_thread_clone(int (*function)(void *), void *stack, unsigned int flags, void *argument,
		       int *number, uintptr_t tls, int *clear)
{
	struct posix_thread *self = posix_thread_self(), *t;
	irq_state state;
	int id;

	if (!(flags & POSIX_CLONE_THREAD))
		return -ENOSYS;
	unmap_left();
	t = calloc(1, sizeof(*t));
	if (!t)
		return -EAGAIN;
	t->runs = &t->thread;
	t->function = function;
	t->argument = argument;
	t->policy = self->policy;
	t->signals.blocked = self->signals.blocked;
	t->tls = flags & POSIX_CLONE_SETTLS ? tls : 0;
	t->clear = flags & POSIX_CLONE_CHILD_CLEARTID ? clear : NULL;
	t->thread.local = t;
	t->thread.release = release;
	t->thread.tls = thread_self()->tls;
	t->thread.detached = true;
	set_stack(&t->thread, (uintptr_t)stack);
	state = irq_save();
	id = t->id = new_id();
	if (flags & POSIX_CLONE_PARENT_SETTID)
		*number = id;
	list_append(&posix_threads, &t->all);
	thread_start(&t->thread, "pthread", begin, t, thread_self()->base);
	thread_detach(&t->thread);
	irq_restore(state);
	return id;
}

/*
 * The C library may free the stack as soon as *clear is 0, so no other thread runs until this one has left its stack in
 * thread_exit.
 */
_Noreturn void sys_exit(int status)
{
	struct posix_thread *self = posix_thread_self();

	(void)status;
	irq_save();
	list_remove(&self->all);
	if (list_empty(&posix_threads))
		sys_exit_group(status);
	posix_signals_end(&self->signals);
	futex_owner_ends();
	if (self->clear) {
		__atomic_store_n(self->clear, 0, __ATOMIC_SEQ_CST);
		futex_wake((uint32_t *)self->clear, 1, UINT32_MAX);
	}
	thread_exit();
}

_Noreturn void posix_thread_unmap_self(void *base, size_t size)
{
	unmap_left();
	irq_save();
	left.base = (uintptr_t)base;
	left.size = size;
	sys_exit(0);
}

int64_t sys_set_tid_address(int *clear)
{
	struct posix_thread *self = posix_thread_self();

	self->clear = clear;
	return self->id;
}

int64_t sys_gettid(void)
{
	return posix_thread_self()->id;
}

/* A thread ends by its C library, which walks the list itself: no single thread is killed. */
int64_t sys_set_robust_list(void *head, size_t size)
{
	(void)head;
	return size == 3 * sizeof(long) ? 0 : -EINVAL;
}

int64_t sys_get_robust_list(int thread, void **head, size_t *size)
{
	if (thread != 0 && thread != sys_gettid())
		return -EPERM;
	*head = NULL;
	*size = 3 * sizeof(long);
	return 0;
}

int posix_thread_block(struct wait_queue *queue, uint64_t deadline)
{
	struct posix_thread *self = posix_thread_self();
	int result;

	if (posix_signals_open(&self->signals))
		return -EINTR;
	self->interruptible = true;
	result = wait_block_until(queue, deadline);
	self->interruptible = false;
	return result;
}

int posix_sleep_until(uint64_t deadline)
{
	static struct wait_queue sleepers = WAIT_QUEUE_INIT(sleepers, "sleep");
	irq_state state = irq_save();
	int result = posix_thread_block(&sleepers, deadline);

	irq_restore(state);
	if (result == -EINTR)
		posix_signals_deliver();
	return result == -EINTR ? -EINTR : 0;
}
