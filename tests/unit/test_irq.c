/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: trap/irq.c */
/* Broadcast interrupts: every subscriber gets each, and never more often than the declared interval allows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "machine/gic.h"
#include "trap/virq.h"
#include "trap/dma.h"
#include "trap/irq.h"
#include "sched/sched.h"
#include "vgic/vgic.h"
#include "vm/notify.h"
#include "vm/vcpu_life.h"

#define SUBSCRIBERS    3
#define INTERVAL       100
#define OTHER_INTERVAL 250
#define INTID	       219
#define OTHER_INTID    40
#define FAR_INTID      41 /* its first subscriber is another core's */
#define INTIDS	       256

uint64_t fake_cntpct_el0, fake_cnthp_cval_el2;
uint32_t counter_hz = 1000000;
struct cpu *fake_cpu;
static struct cpu cpus[2];
static struct vcpu vcpus[SUBSCRIBERS];
static unsigned pulses[SUBSCRIBERS + 2];
static bool enabled[INTIDS], pending[INTIDS];
static uint64_t times[SUBSCRIBERS + 2];
static const struct manifest_virq virqs[SUBSCRIBERS + 2] = {
    {.vcpu = 0, .min_interval_us = INTERVAL},	    {.vcpu = 1, .min_interval_us = INTERVAL},
    {.vcpu = 2, .min_interval_us = INTERVAL},	    {.vcpu = 1, .min_interval_us = OTHER_INTERVAL},
    {.vcpu = 2, .min_interval_us = OTHER_INTERVAL},
};
static struct manifest_irq irqs[INTIDS];
static const uint32_t irq_refs[] = {77, INTID, OTHER_INTID, FAR_INTID};
static struct bulkhead_manifest system_manifest = {
    .board = {.irq_count = INTIDS,
	      .vtimer_ppi = 27,
	      .ptimer_ppi = 30,
	      .timer_ppi = 26,
	      .maintenance_ppi = 25},
    .irqs = irqs,
    .irq_refs = irq_refs,
    .virqs = virqs,
    .broadcasts = {1, 3},
};
const struct bulkhead_manifest *manifest = &system_manifest;

void fake_wfi(void)
{
}
void sched_timer(struct cpu *c)
{
	(void)c;
}
void sched_wake(struct cpu *c, struct vcpu *v)
{
	(void)c;
	(void)v;
}
void dma_events(struct cpu *c)
{
	(void)c;
}
void vcpu_serve_kicks(struct cpu *c)
{
	(void)c;
}
void vm_kick_all(const struct manifest_vm *vm, vgic_notify who)
{
	(void)vm;
	(void)who;
}
vgic_notify vgic_flush(struct vcpu *v)
{
	(void)v;
	return 0;
}
vgic_notify vgic_inject_hw(struct vcpu *v, uint32_t virq, uint32_t intid)
{
	(void)v;
	(void)virq;
	(void)intid;
	return 0;
}
void virq_set(const struct manifest_virq *target, enum vgic_level level)
{
	assert_int_equal(level, VGIC_PULSE);
	pulses[target - virqs]++;
}

static uint32_t acknowledge(void)
{
	for (uint32_t i = 0; i < INTIDS; i++)
		if (enabled[i] && pending[i]) {
			pending[i] = false;
			return i;
		}
	return 1023;
}
static void enable(uint32_t intid, uint32_t cpu)
{
	assert_int_equal(cpu, fake_cpu->index);
	enabled[intid] = true;
}
void gic_disable(uint32_t intid)
{
	enabled[intid] = false;
}
static void deactivate(uint32_t intid)
{
	assert_in_range(intid, 0, INTIDS - 1);
}
static const struct gic_operations operations = {
    .acknowledge = acknowledge, .enable = enable, .deactivate = deactivate};
const struct gic_operations *gic = &operations;
uint32_t gic_lr_mask;

static void start(void)
{
	memset(cpus, 0, sizeof(cpus));
	memset(pulses, 0, sizeof(pulses));
	memset(pending, 0, sizeof(pending));
	memset(enabled, 0, sizeof(enabled));
	memset(times, 0, sizeof(times));
	fake_cntpct_el0 = 1000;
	system_manifest.virq_times = (uint64_t)times;
	system_manifest.vcpu_states = (uint64_t)vcpus;
	for (unsigned i = 0; i < INTIDS; i++)
		irqs[i].vcpu = BULKHEAD_NONE;
	irqs[INTID] = (struct manifest_irq){0, SUBSCRIBERS, MANIFEST_IRQ_BROADCAST, 0};
	irqs[OTHER_INTID] = (struct manifest_irq){SUBSCRIBERS, 1, MANIFEST_IRQ_BROADCAST, 0};
	irqs[FAR_INTID] = (struct manifest_irq){SUBSCRIBERS + 1, 1, MANIFEST_IRQ_BROADCAST, 0};
	enabled[INTID] = enabled[OTHER_INTID] = enabled[FAR_INTID] = true;
	for (unsigned i = 0; i < SUBSCRIBERS; i++)
		vcpus[i].cpu = &cpus[i == 2];
	cpus[1].index = 1;
	cpus[0].upkeep = cpus[1].upkeep = UINT64_MAX;
	fake_cpu = &cpus[0];
}

/* Lets a microsecond pass on this core. */
static void pass(void)
{
	fake_cntpct_el0++;
	if (fake_cntpct_el0 >= fake_cpu->upkeep)
		irq_end_intervals(fake_cpu, fake_cntpct_el0);
	irq_poll(fake_cpu);
}

static void every_subscriber_gets_one_edge(void **state)
{
	(void)state;
	start();
	pending[INTID] = true;
	pass();
	for (unsigned i = 0; i < SUBSCRIBERS; i++)
		assert_int_equal(pulses[i], 1);
	assert_int_equal(pulses[SUBSCRIBERS], 0);
	assert_int_equal(cpus[0].reschedule, 1); /* so that the end of the interval is programmed */
}

static void a_storm_comes_once_an_interval(void **state)
{
	(void)state;
	start();
	for (unsigned t = 0; t < 100 * INTERVAL; t++) {
		pending[INTID] = pending[OTHER_INTID] = true;
		pass();
	}
	assert_int_equal(pulses[0], 100);
	assert_int_equal(pulses[SUBSCRIBERS], 100 * INTERVAL / OTHER_INTERVAL);
}

static void what_comes_too_early_comes_later(void **state)
{
	(void)state;
	start();
	pending[INTID] = true;
	pass();
	pending[INTID] = true;
	for (unsigned t = 1; t < INTERVAL; t++)
		pass();
	assert_int_equal(pulses[0], 1);
	pass();
	assert_int_equal(pulses[0], 2);
	for (unsigned t = 0; t < 10 * INTERVAL; t++)
		pass();
	assert_int_equal(pulses[0], 2);
}

static void another_cores_interval_is_left_to_it(void **state)
{
	(void)state;
	start();
	fake_cpu = &cpus[1];
	pending[FAR_INTID] = true;
	pass();
	assert_false(enabled[FAR_INTID]);
	fake_cntpct_el0 += 10 * OTHER_INTERVAL;
	irq_end_intervals(&cpus[0], fake_cntpct_el0);
	assert_false(enabled[FAR_INTID]);
	irq_end_intervals(&cpus[1], fake_cntpct_el0);
	assert_true(enabled[FAR_INTID]);
	assert_true(cpus[1].upkeep == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_subscriber_gets_one_edge),
	    cmocka_unit_test(a_storm_comes_once_an_interval),
	    cmocka_unit_test(what_comes_too_early_comes_later),
	    cmocka_unit_test(another_cores_interval_is_left_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
