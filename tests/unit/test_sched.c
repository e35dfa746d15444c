/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: sched/sched.c sched/timer.c trap/run.c */
/* Which vCPU runs when: priorities, budgets, slices, and which timers preempt which vCPU. There is one core, and a tick is a
 * microsecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "machine/gic.h"
#include "sched/sched.h"
#include "extension/instance.h"
#include "sched/timer.h"
#include "trap/irq.h"
#include "trap/run.h"
#include "vm/switch.h"
#include "vm/vcpu_life.h"
#include "vm/vm.h"

#define VCPUS 1000
#define SLICE ((uint64_t)SCHED_SLICE_US)
#define NEVER UINT64_MAX

uint64_t fake_cntpct_el0, fake_cnthp_cval_el2;
uint32_t counter_hz = 1000000;
struct cpu *fake_cpu;
static struct cpu cpu;
static struct vcpu vcpus[VCPUS];
static struct manifest_vcpu configs[VCPUS];
static uint32_t refs[VCPUS];
static struct manifest_cpu cpu_config = {.vcpu_ref_count = VCPUS};
static struct bulkhead_manifest system_manifest = {
    .vcpus = configs, .vcpu_refs = refs, .vcpu_count = VCPUS};
const struct bulkhead_manifest *manifest = &system_manifest;
static struct timer_entry heap[2 * VCPUS];
static struct vcpu *barked;  /* the VM whose watchdog expired last */
static uint64_t switch_time; /* time that a switch takes */
static uint64_t idle_time;
static struct vcpu *kicked; /* by the next interrupt, NULL: none */

void switch_out(struct cpu *c)
{
	c->loaded = NULL;
}

void switch_to(struct cpu *c, struct vcpu *v)
{
	c->loaded = v;
	fake_cntpct_el0 += switch_time;
}

void vcpu_serve(struct cpu *c, struct vcpu *v)
{
	(void)c, (void)v;
	abort(); /* the vCPUs get no requests here */
}

bool print_drain(struct cpu *c, unsigned bytes)
{
	(void)c, (void)bytes;
	abort(); /* nothing is printed */
}

const struct gic_operations *gic;
void vcpu_leave_kicks(struct cpu *c)
{
	c->kicks_later = c->kicks != NULL;
}

void vcpu_serve_kicks(struct cpu *c)
{
	c->kicks = NULL;
}

void vm_watchdog(struct vcpu *v)
{
	barked = v;
}

struct frame *instance_end_request(struct activation *a)
{
	(void)a;
	abort(); /* no vCPU here is in an extension */
}
struct frame *notify_enter(struct vcpu *v)
{
	(void)v;
	abort(); /* or has a channel to one */
}
struct frame *vm_life(struct cpu *c, struct vcpu *v)
{
	(void)c, (void)v;
	abort(); /* or ends */
}

void irq_end_intervals(struct cpu *c, uint64_t now)
{
	(void)now;
	c->upkeep = cpu.log.due = NEVER;
}

void irq_poll(struct cpu *c)
{
	if (kicked)
		c->kicks = kicked;
	kicked = NULL;
	if (fake_cnthp_cval_el2 <= fake_cntpct_el0)
		sched_timer(c);
}

void fake_wfi(void)
{
	assert_int_not_equal(fake_cnthp_cval_el2, NEVER); /* nothing would ever happen again */
	if (fake_cnthp_cval_el2 <= fake_cntpct_el0)
		return;
	idle_time += fake_cnthp_cval_el2 - fake_cntpct_el0;
	fake_cntpct_el0 = fake_cnthp_cval_el2;
}

/* Sets up a core with `count` vCPUs, all off. `configs` gives their priorities, budgets and periods. */
static void start(unsigned count)
{
	memset(&cpu, 0, sizeof(cpu));
	memset(vcpus, 0, sizeof(vcpus));
	fake_cpu = &cpu;
	fake_cntpct_el0 = 0;
	fake_cnthp_cval_el2 = NEVER;
	barked = NULL;
	switch_time = idle_time = 0;
	cpu_config.timer_heap = (uint64_t)heap;
	cpu_config.vcpu_ref_count = count;
	cpu.config = &cpu_config;
	cpu.upkeep = cpu.log.due = NEVER;
	for (unsigned i = 0; i < count; i++)
		refs[i] = i;
	sched_init_cpu(&cpu);
	for (unsigned i = 0; i < count; i++) {
		vcpus[i].id = i;
		vcpus[i].config = &configs[i];
		vcpus[i].cpu = &cpu;
		vcpus[i].active = &vcpus[i].frame;
		sched_init_vcpu(&vcpus[i]);
	}
}

static void configure(unsigned i, uint8_t priority, uint32_t budget, uint32_t period)
{
	configs[i] =
	    (struct manifest_vcpu){.priority = priority, .budget_us = budget, .period_us = period};
}

static unsigned running(void)
{
	return cpu.current->id;
}

/* The running vCPU computes for `time`, and is interrupted at each timer that the core has set. */
static void compute(uint64_t time)
{
	uint64_t end = fake_cntpct_el0 + time;

	while (fake_cntpct_el0 < end) {
		uint64_t next = fake_cnthp_cval_el2 < end ? fake_cnthp_cval_el2 : end;

		if (next > fake_cntpct_el0)
			fake_cntpct_el0 = next;
		if (fake_cnthp_cval_el2 <= fake_cntpct_el0) {
			irq_poll(&cpu);
			run_next(&cpu);
		}
	}
}

/* The running vCPU waits for its timer, which expires after `time`. */
static void sleep_for(uint64_t time)
{
	struct vcpu *v = cpu.current;

	sched_block(&cpu, v, VCPU_BLOCKED);
	timer_set(&cpu, v, fake_cntpct_el0 + time); /* as switch_out() does */
	run_next(&cpu);
}

static void wake(unsigned i)
{
	sched_wake(&cpu, &vcpus[i]);
	if (cpu.reschedule)
		run_next(&cpu);
}

static void the_most_urgent_runs(void **state)
{
	(void)state;
	configure(0, 1, 0, 0);
	configure(1, 40, 0, 0);
	configure(2, 63, 0, 0);
	start(3);
	wake(0);
	assert_int_equal(running(), 0);
	wake(2);
	assert_int_equal(running(), 2);
	wake(1);
	assert_int_equal(running(), 2);
	sleep_for(100);
	assert_int_equal(running(), 1);
	compute(100);
	assert_int_equal(running(), 2);
	assert_int_equal(fake_cntpct_el0, 100);
}

/* An interrupt that is taken behind the kicks may kick, too: an idle core would wait for another one to look at that. */
static void a_kick_behind_the_kicks_isnt_forgotten(void **state)
{
	(void)state;
	configure(0, 1, 0, 0);
	configure(1, 2, 0, 0);
	start(2);
	wake(0);
	cpu.kicks = kicked = &vcpus[1];
	run_next(&cpu);
	assert_ptr_equal(cpu.kicks, &vcpus[1]);
	assert_int_equal(cpu.kicks_later, 1);
}

static void timers_of_the_less_urgent_interrupt_nothing(void **state)
{
	(void)state;
	configure(0, 1, 0, 0);
	configure(1, 2, 0, 0);
	start(2);
	wake(0);
	sched_block(&cpu, &vcpus[0], VCPU_BLOCKED);
	timer_set(&cpu, &vcpus[0], 50);
	sched_wake(&cpu, &vcpus[1]);
	run_next(&cpu);
	assert_int_equal(running(), 1);
	assert_true(fake_cnthp_cval_el2 == NEVER);
	compute(1000);
	sleep_for(1000); /* now the vCPU runs */
	assert_int_equal(running(), 0);
	compute(999);
	assert_int_equal(running(), 0);
	compute(1);
	assert_int_equal(running(), 1);
}

static void many_timers_that_expire_together_delay_nobody_by_all_of_them(void **state)
{
	static bool ran[VCPUS];
	unsigned handled;

	(void)state;
	for (unsigned i = 0; i < VCPUS; i++)
		configure(i, i == VCPUS - 1 ? 20 : 10, 0, 0);
	start(VCPUS);
	for (unsigned i = 0; i < VCPUS; i++) {
		vcpus[i].state = VCPU_BLOCKED;
		timer_set(&cpu, &vcpus[i], i == VCPUS - 1 ? 101 : 100);
	}
	run_next(&cpu);
	assert_int_equal(fake_cntpct_el0, 100);
	handled = VCPUS - 1 - cpu.timers[10].count;
	assert_in_range(handled, 1, 8);
	compute(1); /* the time of the vCPU of higher priority */
	assert_int_equal(running(), VCPUS - 1);
	assert_int_equal(VCPUS - 1 - cpu.timers[10].count, handled);
	for (unsigned i = 0; i < VCPUS; i++) { /* and all others get their turn */
		ran[running()] = true;
		sleep_for(1000000);
	}
	for (unsigned i = 0; i < VCPUS; i++)
		assert_true(ran[i]);
}

static void equals_share_by_slices(void **state)
{
	uint64_t turns[3] = {0};

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		configure(i, 5, 0, 0);
	start(3);
	for (unsigned i = 0; i < 3; i++)
		wake(i);
	for (unsigned n = 0; n < 3 * 100; n++) {
		turns[running()]++;
		compute(SLICE);
	}
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(turns[i], 100);
}

static void many_equals_that_wake_together_all_get_a_turn_before_the_first_its_second(void **state)
{
	unsigned turns[VCPUS] = {0};

	(void)state;
	for (unsigned i = 0; i < VCPUS; i++)
		configure(i, 10, 0, 0);
	start(VCPUS);
	for (unsigned i = 0; i < VCPUS; i++) {
		vcpus[i].state = VCPU_BLOCKED;
		timer_set(&cpu, &vcpus[i], 100);
	}
	run_next(&cpu);
	for (unsigned round = 1; round <= 3; round++) {
		for (unsigned n = 0; n < VCPUS; n++) {
			turns[running()]++;
			compute(SLICE);
		}
		for (unsigned i = 0; i < VCPUS; i++)
			assert_int_equal(turns[i], round);
	}
}

static void one_that_wakes_gets_its_turn_when_the_slice_of_its_equal_ends(void **state)
{
	(void)state;
	configure(0, 5, 0, 0);
	configure(1, 5, 0, 0);
	start(2);
	wake(0);
	wake(1);
	compute(SLICE);
	assert_int_equal(running(), 1);
	sleep_for(10);
	assert_int_equal(running(), 0);
	assert_int_equal(fake_cnthp_cval_el2, 2 * SLICE); /* not interrupted before */
	compute(SLICE - 1);
	assert_int_equal(running(), 0);
	compute(1);
	assert_int_equal(running(), 1);
}

static void a_slice_long_over_ends_when_an_equal_wakes(void **state)
{
	(void)state;
	configure(0, 5, 0, 0);
	configure(1, 5, 0, 0);
	start(2);
	wake(1);
	sleep_for(10 * SLICE + 7);
	/* nothing else was ready: time passed until then */
	assert_int_equal(running(), 1);
	wake(0);
	compute(SLICE);
	assert_int_equal(running(), 0);
	sched_block(&cpu, &vcpus[1], VCPU_BLOCKED);
	timer_set(&cpu, &vcpus[1], fake_cntpct_el0 + 2 * SLICE);
	run_next(&cpu);
	compute(2 * SLICE - 1);
	assert_int_equal(running(), 0);
	compute(1);
	assert_int_equal(running(), 1);
}

static void a_budget_is_never_exceeded_in_its_period(void **state)
{
	uint64_t used = 0;

	(void)state;
	configure(0, 9, 200, 1000); /* spins */
	configure(1, 1, 0, 0);
	start(2);
	wake(0);
	wake(1);
	for (unsigned t = 0; t < 100000; t++) {
		used += running() == 0;
		compute(1);
		if ((t + 1) % 1000 == 0) {
			assert_int_equal(used, 200);
			used = 0;
		}
	}
}

/* The vCPU waits for timers that expire at once. */
static void a_budget_pays_for_the_switches_there_and_back(void **state)
{
	uint64_t left = 0;

	(void)state;
	configure(0, 9, 400, 1000);
	configure(1, 1, 500, 1000); /* time that the other vCPU causes isn't its own */
	start(2);
	switch_time = 5;
	wake(1);
	compute(10);
	wake(0);
	while (fake_cntpct_el0 < 100000) {
		uint64_t t = fake_cntpct_el0;

		if (!cpu.current) {
			run_next(&cpu);
		} else if (running() == 0) {
			sleep_for(1);
		} else {
			compute(1);
			left += fake_cntpct_el0 - t <= 1;
		}
	}
	assert_in_range(left, 45000, 51000);
}

static void a_watchdog_runs_out_whatever_runs(void **state)
{
	(void)state;
	configure(0, 63, 0, 0);
	configure(1, 1, 0, 0);
	start(2);
	watchdog_set(&cpu, &vcpus[1], 500);
	wake(0);
	compute(499);
	assert_null(barked);
	compute(1);
	assert_ptr_equal(barked, &vcpus[1]);
	assert_int_equal(running(), 0);
}

/* Random actions of the vCPUs are compared with the rules at every microsecond. */
/* Returns a counter of time, including the time that hasn't been added yet. */
static uint64_t counted(const uint64_t *counter)
{
	return *counter + (cpu.status.counted == counter ? fake_cntpct_el0 - cpu.status.since : 0);
}

static void random_loads_keep_the_rules(void **state)
{
	enum { N = 12, ROUNDS = 200000 };
	uint64_t wakes[N] = {0}, used[N] = {0}, ran[N] = {0};
	unsigned seed = 1;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		configure(i, (uint8_t)(i / 3 * 21), i % 3 ? 50 + 30 * i : 0,
			  i % 3 ? 1000 + 100 * i : 0);
	start(N);
	for (unsigned i = 0; i < N; i++)
		wake(i);
	for (unsigned n = 0; n < ROUNDS; n++) {
		struct vcpu *v = cpu.current;

		for (unsigned i = 0; i < N; i++) {
			const struct vcpu *o = &vcpus[i];

			if (o->period && fake_cntpct_el0 - o->period_start >= o->period)
				continue; /* the scheduler hasn't seen its new period yet */
			if (o->state == VCPU_READY)
				assert_true(o->priority <= v->priority);
			if (o->state == VCPU_BLOCKED && wakes[i] < fake_cntpct_el0)
				assert_true(o->priority <= v->priority);
		}
		used[v->id]++;
		seed = seed * 1103515245 + 12345;
		if ((seed >> 16) % 97 == 0) {
			uint64_t time = (seed >> 16) % 3000;

			wakes[v->id] = fake_cntpct_el0 + time;
			sleep_for(time);
		} else {
			ran[v->id]++;
			compute(1);
		}
	}
	for (unsigned i = 0; i < N; i++) {
		if (i / 3 == N / 3 - 1)
			assert_int_not_equal(used[i], 0);
		if (vcpus[i].period) /* in the long run, its share and not more */
			assert_true(used[i] <=
				    (fake_cntpct_el0 / vcpus[i].period + 2) * vcpus[i].budget);
		assert_int_equal(counted(&vcpus[i].counters[BULKHEAD_COUNTER_TIME]), ran[i]);
	}
	assert_int_equal(counted(&cpu.status.idle), idle_time);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_most_urgent_runs),
	    cmocka_unit_test(timers_of_the_less_urgent_interrupt_nothing),
	    cmocka_unit_test(many_timers_that_expire_together_delay_nobody_by_all_of_them),
	    cmocka_unit_test(equals_share_by_slices),
	    cmocka_unit_test(
		many_equals_that_wake_together_all_get_a_turn_before_the_first_its_second),
	    cmocka_unit_test(one_that_wakes_gets_its_turn_when_the_slice_of_its_equal_ends),
	    cmocka_unit_test(a_slice_long_over_ends_when_an_equal_wakes),
	    cmocka_unit_test(a_budget_is_never_exceeded_in_its_period),
	    cmocka_unit_test(a_kick_behind_the_kicks_isnt_forgotten),
	    cmocka_unit_test(a_budget_pays_for_the_switches_there_and_back),
	    cmocka_unit_test(a_watchdog_runs_out_whatever_runs),
	    cmocka_unit_test(random_loads_keep_the_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
