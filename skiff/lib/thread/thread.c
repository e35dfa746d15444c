/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/sched.h>
#include "thread.h"
#include "tls.h"

static struct thread main_thread;
struct list thread_all = LIST_INIT(thread_all);

/* The low end of its stack is no canary: see switch_to. */
struct thread thread_interrupt = {
    .name = "interrupt", .state = THREAD_INTERRUPT, .stack_low = (uintptr_t)&thread_interrupt};
static struct thread *interrupted;

/* A detached thread that has ended: it can't free its own stack while running on it. */
static struct thread *ended;

static void thread_init(void)
{
	main_thread.name = "main";
	main_thread.priority = main_thread.base = PRIORITY_DEFAULT;
	main_thread.state = THREAD_RUNNING;
	main_thread.stack_low = machine.stack_low;
	main_thread.stack_high = machine.stack_high;
	main_thread.tls = tls_main();
	main_thread.pooled = true; /* the platform guards main's stack, which is never freed */
	wait_init(&main_thread.joiners, "end of thread");
	list_init(&main_thread.held);
	list_append(&thread_all, &main_thread.all);
	thread_set_self(&main_thread);
}
INIT(INIT_SCHED, thread_init);

/* Library `lock` replaces these. */
__attribute__((weak)) unsigned int thread_inherited(const struct thread *t)
{
	(void)t;
	return 0;
}

__attribute__((weak)) void thread_lend(struct thread *t)
{
	(void)t;
}

struct thread *thread_enter_interrupt(void)
{
	interrupted = thread_self();
	thread_set_self(&thread_interrupt);
	return interrupted;
}

void thread_leave_interrupt(struct thread *self)
{
	thread_set_self(self);
	thread_preempt();
}

static __attribute__((noinline, cold, noreturn)) void blocked_in_interrupt(void)
{
	panic("blocked in an interrupt handler");
}

#ifdef CONFIG_STACK_CANARY
static __attribute__((noinline, cold)) void overflow(const struct thread *t)
{
	if (t == &thread_interrupt)
		blocked_in_interrupt();
	panic("stack overflow: thread %s, stack %#lx to %#lx", t->name, (unsigned long)t->stack_low,
	      (unsigned long)t->stack_high);
}
#endif

static inline void switch_to(struct thread *self, struct thread *next)
{
#ifdef CONFIG_STACK_CANARY
	if (!self->pooled && *(uint64_t *)self->stack_low != THREAD_CANARY)
		overflow(self);
#endif
	next->state = THREAD_RUNNING;
	thread_set_self(next);
	context_switch(&self->sp, next->sp, next->tls);
}

/* No thread is ready: idle on this thread's stack until one is, perhaps this thread itself. */
static __attribute__((noinline, cold)) void idle(struct thread *self)
{
	struct thread *next;

	if (self == &thread_interrupt)
		blocked_in_interrupt();
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
		ended->state = THREAD_FREED;
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

void thread_start(struct thread *t, const char *name, void (*function)(void *), void *argument,
		  unsigned int priority)
{
	irq_state state;

	assert(function);
	t->name = name;
	t->function = function;
	t->argument = argument;
	t->priority = t->base = (uint8_t)priority;
	t->state = THREAD_READY;
	t->detached = false;
	t->waits = NULL;
	wait_init(&t->joiners, "end of thread");
	list_init(&t->held);
	t->sp = context_make((void *)t->stack_high, start, t);
	state = irq_save();
	list_append(&thread_all, &t->all);
	sched_queue(t, false);
	thread_preempt();
	irq_restore(state);
}

struct thread *thread_create(const char *name, void (*function)(void *), void *argument,
			     unsigned int priority, size_t stack_size)
{
	struct thread *t;

	if (priority >= PRIORITIES)
		return NULL;
	t = thread_allocate(stack_size);
	if (t)
		thread_start(t, name, function, argument, priority);
	return t;
}

void thread_yield(void)
{
	irq_state state = irq_save();
	struct thread *self = thread_self(), *next = sched_rotate(self);

	if (next != self) {
		self->state = THREAD_READY;
		switch_to(self, next);
	}
	irq_restore(state);
}

int thread_block(void)
{
	struct thread *self = thread_self();

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

	/* Not running: the thread idles on its own stack, or this is an interrupt handler. */
	if (self->state != THREAD_RUNNING || !sched_must_preempt(self))
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
	if (list_empty(&thread_all))
		exit(0);
	if (self->detached)
		ended = self;
	switch_away(self);
	__builtin_unreachable();
}

int thread_join(struct thread *t)
{
	irq_state state;

	if (t == thread_self())
		return -EDEADLK;
	state = irq_save();
	if (t->state == THREAD_FREED || t->detached || !list_empty(&t->joiners.waiting))
		panic("thread joined twice, or joined and detached");
	if (t->state != THREAD_ENDED)
		wait_block(&t->joiners);
	irq_restore(state);
	t->state = THREAD_FREED;
	thread_free(t);
	return 0;
}

void thread_detach(struct thread *t)
{
	irq_state state = irq_save();

	if (t->state == THREAD_FREED || t->detached || !list_empty(&t->joiners.waiting))
		panic("thread detached twice, or joined and detached");
	t->detached = true;
	if (t->state == THREAD_ENDED) {
		t->state = THREAD_FREED;
		thread_free(t);
	}
	irq_restore(state);
}

void thread_run_at(struct thread *t, unsigned int priority)
{
	if (t->state == THREAD_READY) {
		sched_remove(t);
		t->priority = (uint8_t)priority;
		sched_queue(t, false);
	} else if (t->state == THREAD_BLOCKED) {
		wait_move(t, priority);
	} else {
		t->priority = (uint8_t)priority;
	}
}

int thread_set_priority(struct thread *t, unsigned int priority)
{
	unsigned int inherited;
	irq_state state;

	if (priority >= PRIORITIES)
		return -EINVAL;
	state = irq_save();
	t->base = (uint8_t)priority;
	inherited = thread_inherited(t);
	thread_run_at(t, priority > inherited ? priority : inherited);
	thread_lend(t);
	thread_preempt();
	irq_restore(state);
	return 0;
}

/* For fault reports: the stack that the machine runs on. */
void stack_bounds(uintptr_t *low, uintptr_t *high)
{
	const struct thread *self = thread_self();

	if (self == &thread_interrupt)
		self = interrupted;
	*low = self ? self->stack_low : machine.stack_low;
	*high = self ? self->stack_high : machine.stack_high;
}
