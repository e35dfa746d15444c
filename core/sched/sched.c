/* SPDX-License-Identifier: BSD-3-Clause */
#include "sched/sched.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "sched/ready.h"
#include "sched/timer.h"

#define TIMERS_AT_ONCE 8

void sched_init_cpu(struct cpu *c)
{
	c->slice = ticks(SCHED_SLICE_US);
	c->edge = (uint64_t)counter_hz * SCHED_EDGE_NS / 1000000000 + 1;
	c->deadline = c->note_before = SCHED_NEVER;
	c->status.counted = &c->status.idle;
	c->status.since = sysreg_read(cntpct_el0);
	timer_init(c);
}

void sched_init_vcpu(struct vcpu *v)
{
	v->budget = ticks(v->config->budget_us);
	v->period = ticks(v->config->period_us);
	v->priority = v->config->priority;
	v->budget_left = v->budget;
}

/* Start a new period if the last one is over. */
static void replenish(struct vcpu *v, uint64_t t)
{
	uint64_t over = t - v->period_start;

	if (over < v->period)
		return;
	v->period_start += over - over % v->period;
	v->budget_left = v->budget;
}

/* `v` waits for nothing any more, or only for its budget. */
static inline void end_wait(struct cpu *c, struct vcpu *v)
{
	if (v->budget) {
		replenish(v, sysreg_read(cntpct_el0));
		if (!v->budget_left) {
			v->state = VCPU_DEPLETED;
			timer_set(c, v, v->period_start + v->period);
			return;
		}
	}
	v->state = VCPU_READY;
	v->slice_left = c->slice;
	ready_insert(c, v, READY_TAIL);
}

void sched_wake(struct cpu *c, struct vcpu *v)
{
	if (v->state == VCPU_READY || v->state == VCPU_DEPLETED)
		return;
	timer_cancel(c, v);
	end_wait(c, v);
	/* A vCPU of equal priority doesn't run now, but the running one has a slice from now on. */
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

/* Charge the running vCPU, which has a budget, for its time since it was started, until `t`. */
static void account(struct cpu *c, struct vcpu *v, uint64_t t)
{
	uint64_t used = t - v->started;

	v->started = t;
	v->budget_left -= used < v->budget_left ? used : v->budget_left;
	replenish(v, t);
	if (v->budget_left || v->state != VCPU_READY || v->nonpreemptible)
		return; /* an exclusive section is bounded, and charged when it ends */
	defer(c, v, v->period_start + v->period);
}

/* Charge `used` ticks to the budget of `v`, which doesn't run, if it has one. */
static void spend(struct cpu *c, struct vcpu *v, uint64_t used)
{
	if (!v->budget)
		return;
	v->budget_left -= used < v->budget_left ? used : v->budget_left;
	if (!v->budget_left && v->state == VCPU_READY)
		defer(c, v, v->period_start + v->period);
}

void sched_charge(struct cpu *c, struct vcpu *v, uint64_t since)
{
	uint64_t t = sysreg_read(cntpct_el0),
		 used = t - (since > c->charged_until ? since : c->charged_until);

	if (v == (c->current ? c->current : c->leaver))
		return; /* it pays for all time that no other vCPU is charged for */
	c->charged_until = t;
	if (c->current)
		c->current->started += used;
	else
		c->left += used;
	spend(c, v, used + 2 * c->edge);
}

void sched_charge_leaver(struct cpu *c)
{
	struct vcpu *v = c->leaver, *next = c->current;

	if (!v || !next)
		return; /* the vCPU that was to run waits or is off again */
	c->leaver = NULL;
	if (next == v) {
		next->started = c->left; /* woken before anything else ran */
		return;
	}
	next->started = c->charged_until = sysreg_read(cntpct_el0);
	spend(c, v, c->charged_until - c->left + 2 * c->edge);
}

void sched_block(struct cpu *c, struct vcpu *v, enum vcpu_state why)
{
	if (c->current == v && v->budget) {
		c->left = c->charged_until = sysreg_read(cntpct_el0);
		c->leaver = v;
		account(c, v, c->left);
	}
	if (v->state == VCPU_READY)
		ready_remove(c, v);
	else
		timer_cancel(c, v);
	v->state = why;
	/* `state` changes before `current`: vcpu_kick() relies on this order. */
	if (c->current == v)
		__atomic_store_n(&c->current, NULL, __ATOMIC_RELEASE);
	c->reschedule = 1;
}

void sched_yield_vcpu(struct cpu *c)
{
	struct vcpu *v = c->current;

	if (v && v->state == VCPU_READY && v->ready[READY_TAIL] && !v->nonpreemptible) {
		ready_remove(c, v);
		ready_insert(c, v, READY_TAIL);
		c->slice_deadline = 0;
	}
}

void sched_set_priority(struct cpu *c, struct vcpu *v, uint8_t priority)
{
	if (v->state == VCPU_READY)
		ready_remove(c, v);
	v->priority = priority;
	if (v->state == VCPU_READY)
		ready_insert(c, v, READY_HEAD);
	c->reschedule = 1;
}

void sched_timer(struct cpu *c)
{
	c->deadline = c->note_before = SCHED_NEVER;
	sysreg_write(cnthp_cval_el2, SCHED_NEVER);
	c->reschedule = 1;
}

#define NONE PRIORITIES

/* The highest of the priorities `bits` whose queue's first deadline has passed by `t`; NONE: there is none. */
static unsigned expired(const struct cpu *c, uint64_t bits, uint64_t t)
{
	while (bits) {
		unsigned p = priority_highest(bits);

		if (c->timers[p].heap[0].deadline <= t)
			return p;
		bits &= ~(1ull << p);
	}
	return NONE;
}

/* Of `bits`, those of the priorities from that of `v` upwards; all if nothing runs. */
static uint64_t as_urgent_as(const struct vcpu *v, uint64_t bits)
{
	return v ? bits >> v->priority << v->priority : bits;
}

/* The slice of `v` is over. vCPUs of equal priority whose timers have expired but weren't handled yet come before it, too. */
static void end_slice(struct cpu *c, struct vcpu *v, uint64_t t)
{
	if (!v->nonpreemptible &&
	    expired(c, c->timer_bits & 1ull << v->config->priority, t) != NONE) {
		c->slice_deadline = 0;
		defer(c, v, t);
	} else {
		sched_yield_vcpu(c);
	}
}

/*
 * Handle expired timers, except those of vCPUs less urgent than `first`, which is ready. At most TIMERS_AT_ONCE are handled, so that
 * no vCPU waits for many timers that expire together. Inlined, this costs a switch 10 instructions. @return which vCPU is
 * ready first now
 */
static __attribute__((noinline)) struct vcpu *expire(struct cpu *c, struct vcpu *first, uint64_t t)
{
	unsigned n = 0, p;

	while ((n++ < TIMERS_AT_ONCE || !first) &&
	       (p = expired(c, as_urgent_as(first, c->timer_bits), t)) != NONE) {
		end_wait(c, timer_take(c, p));
		first = ready_first(c);
	}
	return first;
}

/* What runs next after `running`. */
static struct vcpu *choose(struct cpu *c, const struct vcpu *running, uint64_t t)
{
	struct vcpu *first = ready_first(c);

	if (as_urgent_as(first, c->timer_bits))
		first = expire(c, first, t);
	if (first == running && first && t >= c->slice_deadline) {
		end_slice(c, first, t);
		first = ready_first(c);
	}
	return first;
}

/* Add the core's time from `t` on to `counter`. */
static inline void count_time(struct cpu *c, uint64_t *counter, uint64_t t)
{
	*c->status.counted += t - c->status.since;
	c->status.counted = counter;
	c->status.since = t;
}

/* Nothing runs from `t` on. */
static void end_run(struct cpu *c, uint64_t t)
{
	if (c->current)
		trace(BULKHEAD_TRACE_SWITCH, BULKHEAD_NONE, 0, 0);
	count_time(c, &c->status.idle, t);
	c->current = c->leaver = NULL;
}

/*
 * The start of the time that the vCPU that runs next is charged for: the interrupt that led to this choice, unless that
 * time has been charged already; `t` (CNTPCT) without an interrupt.
 */
static uint64_t since_event(const struct cpu *c, uint64_t t)
{
	return c->interrupted > c->charged_until ? c->interrupted : t;
}

/* `next` runs from `t` on, after `old`. A preempted vCPU keeps the rest of its slice, no more: its equals get their turn. */
static void begin_run(struct cpu *c, struct vcpu *old, struct vcpu *next, uint64_t t)
{
	if (old)
		old->slice_left = c->slice_deadline > t ? c->slice_deadline - t : c->slice;
	else if (c->leaver)
		c->reschedule = 1; /* come back when the switch is complete */
	c->current = next;
	/* `current` is visible before the requests of `next` are read: vcpu_kick() relies on it. */
	dmb(ish);
	next->started = since_event(c, t);
	c->slice_deadline = t + next->slice_left;
	count_time(c, &next->counters[BULKHEAD_COUNTER_TIME], next->started);
	if (c->trace)
		trace(BULKHEAD_TRACE_SWITCH, next->id, 0, 0);
}

struct vcpu *sched_next(struct cpu *c)
{
	struct vcpu *next, *v = c->current;
	uint64_t t = sysreg_read(cntpct_el0);

	if (v && v->budget) {
		account(c, v, since_event(c, t));
		if (v->state != VCPU_READY)
			c->interrupted = 0; /* its own budget ended its turn */
	}
	next = choose(c, v, t);
	if (!next)
		end_run(c, t);
	else if (next != v)
		begin_run(c, v, next, t);
	c->charged_until = t;
	return next;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void sched_program(struct cpu *c, uint64_t bound)
{
	const struct vcpu *v = c->current;
	uint64_t deadline = earlier(c->upkeep, bound), equals = SCHED_NEVER;

	if (c->watchdogs.count)
		deadline = earlier(deadline, c->watchdogs.heap[0].deadline);
	if (v && c->timer_bits >> v->priority & 1)
		equals = c->timers[v->priority].heap[0].deadline;
	for (uint64_t bits = c->timer_bits & (v ? ~1ull << v->priority : ~0ull); bits;
	     bits &= bits - 1)
		deadline = earlier(deadline, c->timers[__builtin_ctzll(bits)].heap[0].deadline);
	if (v && !v->nonpreemptible) {
		if (v->budget)
			deadline = earlier(deadline, v->started + v->budget_left);
		/* vCPUs of equal priority, ready or with a timer, wait at least until the end of the slice. */
		if (v->ready[READY_TAIL])
			equals = 0;
		deadline =
		    earlier(deadline, equals > c->slice_deadline ? equals : c->slice_deadline);
	}
	if (deadline != c->deadline) {
		c->deadline = deadline;
		c->note_before = c->trace ? SCHED_NEVER : deadline;
		sysreg_write(cnthp_cval_el2, deadline);
	}
}
