/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/sched.h>
#include "thread.h"

static struct thread main_thread;
struct list thread_all = LIST_INIT(thread_all);
bool thread_in_irq;

/* A detached thread that ended: it can't free the stack that it stands on. */
static struct thread *ended;

static void thread_init(void)
{
	main_thread.name = "main";
	main_thread.priority = PRIORITY_DEFAULT;
	main_thread.state = THREAD_RUNNING;
	main_thread.stack_low = machine.stack_low;
	main_thread.stack_high = machine.stack_high;
	main_thread.pooled = true; /* guarded by its platform, and never freed */
	wait_init(&main_thread.joiners, "end of thread");
	list_append(&thread_all, &main_thread.all);
	thread_set_self(&main_thread);
}
INIT(INIT_SCHED, thread_init);

#ifdef CONFIG_STACK_CANARY
static __attribute__((noinline, cold)) void overflow(const struct thread *t)
{
	panic("stack overflow: thread %s, stack %#lx to %#lx", t->name, (unsigned long)t->stack_low,
	      (unsigned long)t->stack_high);
}
#endif

static inline void switch_to(struct thread *self, struct thread *next)
{
#ifdef CONFIG_STACK_CANARY
	if (!self->pooled && *(uint64_t *)self->stack_low != STACK_CANARY)
		overflow(self);
#endif
	next->state = THREAD_RUNNING;
	thread_set_self(next);
	context_switch(&self->sp, next->sp);
}

/* Nothing is ready: this thread's stack idles until something is, perhaps the thread itself. */
static __attribute__((noinline, cold)) void idle(struct thread *self)
{
	struct thread *next;

	do
		thread_idle();
	while (!(next = sched_take()));
	if (next == self)
		self->state = THREAD_RUNNING;
	else
		switch_to(self, next);
}

/* Run another thread. The running one is queued, blocked or ended already. */
static void switch_away(struct thread *self)
{
	struct thread *next = sched_take();

	if (__builtin_expect(next != NULL, 1))
		switch_to(self, next);
	else
		idle(self);
}

static void reap(void)
{
	if (ended) {
		thread_free(ended);
		ended = NULL;
	}
}

static _Noreturn void start(void *argument)
{
	struct thread *self = argument;

#ifdef CONFIG_LIB_IRQ
	irq_unmask();
#endif
	self->function(self->argument);
	thread_exit();
}

struct thread *thread_create(const char *name, void (*function)(void *), void *argument,
			     unsigned int priority, size_t stack_size)
{
	struct thread *t;
	irq_state state;

	assert(function);
	if (priority >= PRIORITIES)
		return NULL;
	t = thread_allocate(stack_size);
	if (!t)
		return NULL;
	t->name = name;
	t->function = function;
	t->argument = argument;
	t->priority = (uint8_t)priority;
	t->state = THREAD_READY;
	t->detached = false;
	t->waits = NULL;
	wait_init(&t->joiners, "end of thread");
	t->sp = context_make((void *)t->stack_high, start, t);
	state = irq_save();
	list_append(&thread_all, &t->all);
	sched_queue(t, false);
	thread_preempt();
	irq_restore(state);
	return t;
}

void thread_yield(void)
{
	irq_state state = irq_save();
	struct thread *self = thread_self(), *next = sched_rotate(self);

	assert(!thread_in_irq);
	if (next != self) {
		self->state = THREAD_READY;
		switch_to(self, next);
	}
	irq_restore(state);
}

int thread_block(void)
{
	struct thread *self = thread_self();

	assert(!thread_in_irq);
	self->state = THREAD_BLOCKED;
	switch_away(self);
	self->waits = NULL;
	return self->wake_result;
}

void thread_wake(struct thread *t, int result)
{
	t->wake_result = result;
	t->state = THREAD_READY;
	sched_queue(t, false);
}

void thread_preempt(void)
{
	struct thread *self = thread_self();

	/* Not running: it idles, on its own stack, until something is ready. */
	if (thread_in_irq || self->state != THREAD_RUNNING || !sched_must_preempt(self))
		return;
	self->state = THREAD_READY;
	sched_queue(self, true);
	switch_away(self);
}

_Noreturn void thread_exit(void)
{
	struct thread *self = thread_self();

	irq_save();
	list_remove(&self->all);
	self->state = THREAD_ENDED;
	wait_wake_all(&self->joiners, 0);
	reap();
	if (self->detached)
		ended = self;
	switch_away(self);
	__builtin_unreachable();
}

int thread_join(struct thread *t)
{
	irq_state state;

	assert(!t->detached);
	if (t == thread_self())
		return -EDEADLK;
	state = irq_save();
	if (t->state != THREAD_ENDED)
		wait_block(&t->joiners);
	irq_restore(state);
	thread_free(t);
	return 0;
}

void thread_detach(struct thread *t)
{
	irq_state state = irq_save();

	t->detached = true;
	if (t->state == THREAD_ENDED)
		thread_free(t);
	irq_restore(state);
}

int thread_set_priority(struct thread *t, unsigned int priority)
{
	irq_state state;

	if (priority >= PRIORITIES)
		return -EINVAL;
	state = irq_save();
	if (t->state == THREAD_READY) {
		sched_remove(t);
		t->priority = (uint8_t)priority;
		sched_queue(t, false);
	} else {
		t->priority = (uint8_t)priority;
	}
	thread_preempt();
	irq_restore(state);
	return 0;
}

/* For fault reports: the stack that the machine runs on. */
void stack_bounds(uintptr_t *low, uintptr_t *high)
{
	const struct thread *self = thread_self();

	*low = self ? self->stack_low : machine.stack_low;
	*high = self ? self->stack_high : machine.stack_high;
}
