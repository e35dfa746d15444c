/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/run.h"
#include <bulkhead/timing.h>
#include "extension/activation.h"
#include "extension/instance.h"
#include "extension/notify.h"
#include "machine/print.h"
#include "machine/sysreg.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "trap/irq.h"
#include "vm/switch.h"
#include "vm/vcpu_life.h"
#include "vm/vm.h"

/* The core's own work, for which no activation's budget pays. Inlined, it costs every turn some instructions. */
static __attribute__((noinline)) void do_upkeep(struct cpu *c, uint64_t t)
{
	struct activation *a = c->current ? c->current->active->activation : NULL;

	irq_end_intervals(c, t);
	if (t >= c->log.due)
		print_drain(c, TIMING_LOG_BYTES);
	if (c->log.due < c->upkeep)
		c->upkeep = c->log.due;
	if (a)
		a->started += sysreg_read(cntpct_el0) - t;
	/* Requests and a line of the log together would take too long. */
	vcpu_leave_kicks(c);
}

/*
 * Let more urgent vCPUs run between two steps of a VM's life, or two pieces of the log. A separate function, by which
 * bench/plugin tells these steps apart.
 */
static __attribute__((noinline)) void preempt(struct cpu *c)
{
	irq_poll(c);
}

/*
 * One watchdog at a time, and nothing else that ends a VM with it: each takes long enough. Inlined, it costs every turn 3
 * instructions.
 */
static __attribute__((noinline)) void serve_watchdog(struct cpu *c, uint64_t t)
{
	preempt(c);
	if (watchdog_due(c, t))
		vm_watchdog(watchdog_take(c));
	preempt(c);
}

/* Serve deadlines that aren't a vCPU's own, and requests of other vCPUs and cores. */
static void serve(struct cpu *c)
{
	uint64_t t = sysreg_read(cntpct_el0);

	if (t >= c->upkeep)
		do_upkeep(c, t);
	if (watchdog_due(c, t))
		serve_watchdog(c, t);
	if (c->kicks) {
		if (!c->kicks_later)
			vcpu_serve_kicks(c);
		preempt(c);
		/* The interrupt that was taken may have kicked a vCPU of this core. */
		vcpu_leave_kicks(c);
	}
}

/* No vCPU is ready: wait for an interrupt. The time until an activation goes on isn't charged to its request. */
static void idle(struct cpu *c)
{
	if (c->loaded && vcpu_in_extension(c->loaded))
		switch_out(c);
	if (c->log.due == SCHED_NEVER || !print_drain(c, TIMING_LOG_BYTES)) {
		sched_program(c, SCHED_NEVER);
		wfi();
	}
	preempt(c);
}

struct frame *run_next(struct cpu *c)
{
	bool polled = false; /* since the handler, which may have been long */

	for (;;) {
		struct vcpu *v;
		struct activation *a;
		struct frame *init;

		serve(c);
		c->reschedule = 0;
		v = switch_next(c);
		if (!v) {
			idle(c);
			continue;
		}
		a = v->active->activation;
		if (!a) {
			bool served = v->requests != 0;

			/* E.g. to stop, once its activations have ended. */
			if (served)
				vcpu_serve(c, v);
			if (c->reschedule) {
				sched_charge_leaver(c);
				if (served)
					preempt(c);
				continue;
			}
			if (v->requests) {
				/* What its guest hasn't asked for: a notification, or a step of its VM's life. */
				struct frame *f = !v->life ? notify_enter(v)
						  : polled ? vm_life(c, v)
							   : NULL;

				if (f)
					return f;
				preempt(c);
				polled = true;
				continue;
			}
			sched_program(c, SCHED_NEVER);
			return v->active;
		}
		sched_charge_leaver(c);
		if (!activation_stale(a)) {
			sched_program(c, activation_deadline(a));
			return v->active;
		}
		/* Each turn ends one of the nested requests: at most `deepest` turns for each vCPU of this core. */
		init = instance_end_request(a);
		if (init)
			return init;
	}
}
