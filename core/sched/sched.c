/* SPDX-License-Identifier: BSD-3-Clause */
/* Scheduler: ready queues, budgets, idling. See sched.h. */
#include "sched/sched.h"
#include "extension/extension.h"
#include "machine/gic.h"
#include "trap/irq.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "vm/vm.h"

#define NEVER		     UINT64_MAX
#define VCPU_OF(slot, field) ((struct vcpu *)((uintptr_t)(slot)-offsetof(struct vcpu, field)))
#define TIMERS_AT_ONCE	     8

static uint64_t now(void)
{
	return sysreg_read(cntpct_el0);
}

void sched_init_vcpu(struct vcpu *v)
{
	v->budget = ticks(v->config->budget_us);
	v->period = ticks(v->config->period_us);
	v->priority = v->config->priority;
	v->budget_left = v->budget;
}

static void ready_append(struct cpu *c, struct vcpu *v)
{
	unsigned p = v->priority;

	v->ready_next = NULL;
	v->ready_previous = c->ready_tail[p];
	if (c->ready_tail[p])
		c->ready_tail[p]->ready_next = v;
	else
		c->ready_head[p] = v;
	c->ready_tail[p] = v;
	c->ready_bits |= 1ull << p;
}

static void ready_prepend(struct cpu *c, struct vcpu *v)
{
	unsigned p = v->priority;

	v->ready_previous = NULL;
	v->ready_next = c->ready_head[p];
	if (c->ready_head[p])
		c->ready_head[p]->ready_previous = v;
	else
		c->ready_tail[p] = v;
	c->ready_head[p] = v;
	c->ready_bits |= 1ull << p;
}

static void ready_remove(struct cpu *c, struct vcpu *v)
{
	unsigned p = v->priority;

	if (v->ready_previous)
		v->ready_previous->ready_next = v->ready_next;
	else
		c->ready_head[p] = v->ready_next;
	if (v->ready_next)
		v->ready_next->ready_previous = v->ready_previous;
	else
		c->ready_tail[p] = v->ready_previous;
	if (!c->ready_head[p])
		c->ready_bits &= ~(1ull << p);
}

static struct vcpu *ready_first(const struct cpu *c)
{
	return c->ready_bits ? c->ready_head[63 - __builtin_clzll(c->ready_bits)] : NULL;
}

/* Start a new period where the last one is over. */
static void replenish(struct vcpu *v, uint64_t t)
{
	uint64_t over = t - v->period_start;

	if (over < v->period)
		return;
	v->period_start += over - over % v->period;
	v->budget_left = v->budget;
}

/* It has nothing to wait for but its budget. */
static inline void end_wait(struct cpu *c, struct vcpu *v)
{
	timer_cancel(c, v);
	if (v->budget) {
		replenish(v, now());
		if (!v->budget_left) {
			v->state = VCPU_DEPLETED;
			timer_set(c, v, v->period_start + v->period);
			return;
		}
	}
	v->state = VCPU_READY;
	v->slice_left = 0;
	ready_append(c, v);
}

void sched_wake(struct cpu *c, struct vcpu *v)
{
	if (v->state == VCPU_READY || v->state == VCPU_DEPLETED)
		return;
	end_wait(c, v);
	/* An equal one doesn't run now, but the running one has a slice from now on. */
	if (v->state == VCPU_READY && (!c->current || v->priority >= c->current->priority))
		c->reschedule = 1;
}

/* Not ready before `then`. */
static void defer(struct cpu *c, struct vcpu *v, uint64_t then)
{
	ready_remove(c, v);
	v->state = VCPU_DEPLETED;
	timer_set(c, v, then);
}

/* Charge the running vCPU, which has a budget, for its time since it was started. */
static void account(struct cpu *c, struct vcpu *v)
{
	uint64_t t = now(), used = t - v->started;

	v->started = t;
	v->budget_left -= used < v->budget_left ? used : v->budget_left;
	replenish(v, t);
	if (v->budget_left || v->state != VCPU_READY || extension_in_section(v))
		return; /* a section is bounded, and charged when it ends */
	defer(c, v, v->period_start + v->period);
}

void sched_charge(struct cpu *c, struct vcpu *v, uint64_t since)
{
	uint64_t used = now() - since;

	if (c->current && c->current != v)
		c->current->started += used;
	if (!v->budget)
		return;
	v->budget_left -= used < v->budget_left ? used : v->budget_left;
	if (!v->budget_left && v->state == VCPU_READY && c->current != v)
		defer(c, v, v->period_start + v->period);
}

void sched_block(struct cpu *c, struct vcpu *v, enum vcpu_state why)
{
	if (c->current == v && v->budget)
		account(c, v);
	if (v->state == VCPU_READY)
		ready_remove(c, v);
	else
		timer_cancel(c, v);
	v->state = why;
	if (c->current == v)
		c->current = NULL;
	c->reschedule = 1;
}

void sched_yield_vcpu(struct cpu *c)
{
	struct vcpu *v = c->current;

	if (v && v->state == VCPU_READY && v->ready_next && !extension_in_section(v)) {
		ready_remove(c, v);
		ready_append(c, v);
		c->slice_end = 0;
	}
}

/* `next` runs from now on. One that was preempted has the rest of its slice: its equals must get their turn. */
static void switch_to(struct cpu *c, struct vcpu *next)
{
	struct vcpu *old = c->current;
	uint64_t t = now(), slice = c->slice, left = next->slice_left;

	if (old)
		old->slice_left = c->slice_end > t ? c->slice_end - t : c->slice_end != 0;
	c->current = next;
	next->started = t;
	c->slice_end = t + (left ? left : slice);
	if (c->trace)
		trace(BULKHEAD_TRACE_SWITCH, next->id, 0, 0);
}

void sched_set_priority(struct cpu *c, struct vcpu *v, uint8_t priority)
{
	if (v->state == VCPU_READY)
		ready_remove(c, v);
	v->priority = priority;
	if (v->state == VCPU_READY)
		ready_prepend(c, v);
	c->reschedule = 1;
}

static void set_deadline(struct cpu *c, uint64_t deadline)
{
	c->deadline = deadline;
	c->horizon = c->trace ? NEVER : deadline;
}

/* What to do about it finds sched_next(). */
void sched_timer(struct cpu *c)
{
	set_deadline(c, NEVER);
	sysreg_write(cnthp_cval_el2, NEVER);
	c->reschedule = 1;
}

static unsigned highest(uint64_t bits)
{
	return 63 - (unsigned)__builtin_clzll(bits);
}

static void expire_watchdog(struct cpu *c)
{
	struct vcpu *v = VCPU_OF(c->watchdogs.heap[0].slot, watchdog_slot);

	watchdog_cancel(c, v);
	vm_watchdog(v);
}

/* Of the priorities `bits`, the highest one's queue whose first deadline has passed; NULL: none has. */
static const struct timer_queue *expired(const struct cpu *c, uint64_t bits, uint64_t t)
{
	while (bits) {
		unsigned p = highest(bits);

		if (c->timers[p].heap[0].deadline <= t)
			return &c->timers[p];
		bits &= ~(1ull << p);
	}
	return NULL;
}

/* The bits of priorities from `v`'s upwards; of all, if nothing runs. */
static uint64_t as_urgent_as(const struct vcpu *v)
{
	return ~0ull << (v ? v->priority : 0);
}

/* The slice of `v` is over. Equals whose timers have expired but weren't handled yet are before it, too. */
static void end_slice(struct cpu *c, struct vcpu *v, uint64_t t)
{
	if (expired(c, c->timer_bits & 1ull << v->config->priority, t) &&
	    !extension_in_section(v)) {
		c->slice_end = 0;
		defer(c, v, t);
	} else {
		sched_yield_vcpu(c);
	}
}

/*
 * What runs next. Of timers that have expired, those of what is less urgent than it are left alone, and no more than
 * TIMERS_AT_ONCE are handled, so that nothing waits for many that expire together.
 */
static struct vcpu *choose(struct cpu *c)
{
	struct vcpu *first;
	uint64_t t = now();

	if (t >= c->broadcasts_end)
		irq_end_intervals(c, t);
	for (unsigned n = 0;
	     c->watchdogs.count && c->watchdogs.heap[0].deadline <= t && n < TIMERS_AT_ONCE; n++)
		expire_watchdog(c);
	first = ready_first(c);
	for (unsigned n = 0; n < TIMERS_AT_ONCE || !first; n++) {
		const struct timer_queue *q = expired(c, c->timer_bits & as_urgent_as(first), t);

		if (!q)
			break;
		end_wait(c, VCPU_OF(q->heap[0].slot, timer_slot));
		first = ready_first(c);
	}
	if (first && first == c->current && t >= c->slice_end) {
		end_slice(c, first, t);
		first = ready_first(c);
	}
	return first;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void sched_program(struct cpu *c)
{
	struct vcpu *v = c->current;
	uint64_t deadline = c->broadcasts_end, equals = NEVER;

	if (c->watchdogs.count)
		deadline = earlier(deadline, c->watchdogs.heap[0].deadline);
	for (uint64_t bits = c->timer_bits & as_urgent_as(v); bits; bits &= bits - 1) {
		unsigned p = (unsigned)__builtin_ctzll(bits);

		if (v && p == v->priority)
			equals = c->timers[p].heap[0].deadline;
		else
			deadline = earlier(deadline, c->timers[p].heap[0].deadline);
	}
	if (v && !extension_in_section(v)) {
		if (v->budget)
			deadline = earlier(deadline, v->started + v->budget_left);
		/* Its equals wait for the end of its slice. */
		if (v->ready_next || equals <= c->slice_end)
			equals = c->slice_end;
		deadline = earlier(deadline, equals);
	}
	if (v && vcpu_in_extension(v))
		deadline = earlier(deadline, extension_deadline(v->active->activation));
	if (deadline != c->deadline) {
		set_deadline(c, deadline);
		sysreg_write(cnthp_cval_el2, deadline);
	}
}

/* Nothing is ready: wait for an interrupt. */
static __attribute__((noinline)) void idle(struct cpu *c)
{
	if (c->current) {
		trace(BULKHEAD_TRACE_SWITCH, BULKHEAD_NONE, 0, 0);
		c->current = NULL;
		/* The time until it goes on isn't its CPU time. */
		if (c->loaded && vcpu_in_extension(c->loaded))
			context_save(c, c->loaded);
	}
	sched_program(c);
	wfi();
	irq_poll(c);
}

/* Choose what runs next, idle until there is something, and load it. */
static struct vcpu *load_next(struct cpu *c)
{
	struct vcpu *next;

	if (c->current && c->current->budget)
		account(c, c->current);
	while (!(next = choose(c)))
		idle(c);
	c->reschedule = 0;
	if (next != c->current)
		switch_to(c, next);
	if (next != c->loaded) {
		if (c->loaded)
			context_save(c, c->loaded);
		context_load(c, next);
	}
	return next;
}

struct frame *sched_next(struct cpu *c)
{
	for (;;) {
		struct vcpu *next = load_next(c);
		struct frame *init;

		/* Each turn ends a request of a nest: as often as calls nest, for each vCPU of this core. */
		if (vcpu_in_extension(next) && extension_stale(next->active->activation)) {
			init = extension_expel(next->active->activation);
			if (!init)
				continue;
			return init;
		}
		sched_program(c);
		return next->active;
	}
}

struct frame *sched_check(struct cpu *c, struct frame *frame)
{
	return c->reschedule ? sched_next(c) : frame;
}
