/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vm/vm.c vm/vcpu_life.c vcpu/kick.c */
/* The life of a VM whose vCPUs are on two cores: whichever requests cross between the cores, the VM ends and starts exactly
 * once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <arm/psci.h>
#include <bulkhead/timing.h>
#include "extension/instance.h"
#include "extension/secure.h"
#include "machine/gic.h"
#include "machine/print.h"
#include "machine/smc.h"
#include "machine/smmu.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "vcpu/kick.h"
#include "vcpu/registers.h"
#include "vgic/reset.h"
#include "vm/notify.h"
#include "vm/switch.h"
#include "vm/vcpu_life.h"
#include "vm/vm.h"

#define CORES	    2
#define WATCHDOG_US 100
#define RESET_STEPS 3
#define ENTRY	    0x40000000

uint64_t fake_cntpct_el0, fake_cnthp_cval_el2, fake_tcr_el1, fake_vttbr_el2;
uint32_t counter_hz = 1000000;
struct cpu *fake_cpu;
static struct cpu cpus[CORES];
static struct vcpu vcpus[CORES];
static struct vm vm;
static unsigned starts, ends;
static bool watched, streams_on, smmu_answers;
static struct vcpu *served; /* the last vCPU whose request was served */
static uint64_t watched_until;
static struct manifest_vm config = {.name = "vm",
				    .vcpus = {0, CORES},
				    .on_reset = MANIFEST_POLICY_RESTART,
				    .on_fault = MANIFEST_POLICY_RESTART,
				    .max_restarts = 100,
				    .entry = ENTRY,
				    .watchdog_us = WATCHDOG_US};
static const struct manifest_vcpu vcpu_config[CORES] = {{.index = 0, .cpu = 0},
							{.index = 1, .cpu = 1}};
static struct manifest_cpu cpu_config[CORES];
static struct bulkhead_manifest system_manifest = {.board = {.idle_at_end = 1},
						   .cpu_count = CORES,
						   .vm_count = 1,
						   .vcpu_count = CORES,
						   .vms = &config,
						   .vcpus = vcpu_config,
						   .cpus = cpu_config};
const struct bulkhead_manifest *manifest = &system_manifest;

void print_arguments(unsigned count, const char *format, ...)
{
	(void)count, (void)format;
}
bool print_may(void)
{
	return true;
}
void print_flush(void)
{
}
void fault_report(const char *name, uint64_t vcpu, const char *why, uint64_t esr,
		  const struct frame *f)
{
	(void)name, (void)vcpu, (void)why, (void)esr, (void)f;
}
int64_t smc_psci(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3)
{
	(void)fid, (void)a1, (void)a2, (void)a3;
	return 0;
}
uint64_t secure_call_each(struct manifest_slice calls)
{
	(void)calls;
	return 0;
}
bool smmu_streams(const struct manifest_vm *of, bool on)
{
	assert_ptr_equal(of, &config);
	streams_on = on;
	return smmu_answers;
}
void activation_init(uint32_t id)
{
	(void)id;
}
void notify_eager(struct vcpu *v)
{
	assert_int_equal(v->vm_state->reset_step, 0);
	starts++;
}
struct frame *instance_tell_gone(struct vcpu *v)
{
	assert_true(v->life);
	assert_false(
	    streams_on); /* no interrupt of its devices comes while its extensions reset them */
	assert_ptr_equal(v, &vcpus[0]);
	ends++;
	return NULL;
}
void switch_out(struct cpu *c)
{
	c->loaded = NULL;
}
void registers_reset(struct vcpu *v)
{
	assert_ptr_equal(fake_cpu, v->cpu);
}
void vgic_vcpu_reset(struct vcpu *v)
{
	assert_ptr_not_equal(v->cpu->loaded, v);
}
bool vgic_vm_reset_step(const struct manifest_vm *vm_config, struct vm *s)
{
	(void)vm_config;
	assert_int_equal(s->running, 0);
	s->reset_step = (s->reset_step + 1) % RESET_STEPS;
	return s->reset_step != 0;
}
vgic_notify vgic_flush(struct vcpu *v)
{
	(void)v;
	return 0;
}
void vm_kick_all(const struct manifest_vm *vm_config, vgic_notify who)
{
	(void)vm_config;
	(void)who;
}
void virq_set(const struct manifest_virq *target, enum vgic_level level)
{
	(void)target, (void)level;
	abort(); /* no VM here hears of others */
}
bool vgic_pending(struct vcpu *v)
{
	(void)v;
	return false;
}
void sched_init_vcpu(struct vcpu *v)
{
	(void)v;
}
void sched_wake(struct cpu *c, struct vcpu *v)
{
	v->state = VCPU_READY;
	c->current = c->loaded = v;
}
void sched_block(struct cpu *c, struct vcpu *v, enum vcpu_state why)
{
	v->state = (uint8_t)why;
	if (c->current == v)
		c->current = NULL;
}
void sched_charge(struct cpu *c, struct vcpu *v, uint64_t since)
{
	(void)c, (void)since;
	served = v;
}
/* Its timer expires at once, since nothing else happens before. */
void timer_set(struct cpu *c, struct vcpu *v, uint64_t deadline)
{
	assert_int_equal(v->state, VCPU_BLOCKED);
	fake_cntpct_el0 = deadline;
	sched_wake(c, v);
}
void watchdog_set(struct cpu *c, struct vcpu *v, uint64_t deadline)
{
	assert_ptr_equal(c, v->cpu);
	watched = true;
	watched_until = deadline;
}
void watchdog_cancel(struct cpu *c, struct vcpu *v)
{
	assert_ptr_equal(c, v->cpu);
	watched = false;
}
static void send_kick(uint32_t cpu)
{
	assert_in_range(cpu, 0, CORES - 1);
}
static const struct gic_operations operations = {.send_kick = send_kick};
const struct gic_operations *gic = &operations;

/* Core `cpu` handles its requests, as it does when another core's interrupt arrives, or before it resumes a vCPU. */
static void arrive(unsigned cpu)
{
	struct cpu *here = fake_cpu;

	fake_cpu = &cpus[cpu];
	while (fake_cpu->kicks) {
		vcpu_serve_kicks(fake_cpu);
		/* It has its turn. */
		while (!cpu && vcpus[0].life)
			assert_null(vm_life(fake_cpu, &vcpus[0]));
	}
	fake_cpu = here;
}

/* All cores learn of the VM's end, each from another. */
static void arrive_everywhere(void)
{
	arrive(0);
	arrive(1);
	arrive(0);
}

/* The VM runs, on core 0 only. */
static void start(void)
{
	memset(cpus, 0, sizeof(cpus));
	memset(vcpus, 0, sizeof(vcpus));
	memset(&vm, 0, sizeof(vm));
	system_manifest.vcpu_states = (uint64_t)vcpus;
	system_manifest.vm_states = (uint64_t)&vm;
	for (unsigned i = 0; i < CORES; i++) {
		cpus[i].index = i;
		cpu_config[i].state = (uint64_t)&cpus[i];
	}
	fake_cpu = &cpus[0];
	starts = ends = 0;
	smmu_answers = true;
	fake_cntpct_el0 = 0;
	watched = false;
	vm_init_all();
	assert_int_equal(vm_start(&config), BULKHEAD_OK);
	arrive(0);
	assert_int_equal(vcpus[0].on, VCPU_ON);
}

static void restart_and_start_of_a_vcpu_arrive_together(void **state)
{
	(void)state;
	start();
	vm_stop(&config, VM_END_RESTART);
	arrive_everywhere();
	assert_int_equal(vm.status.state, BULKHEAD_VM_RUNNING);
	assert_int_equal(vcpu_on(&vcpus[1], (ipa_t){ENTRY}, 0), PSCI_SUCCESS);
	arrive(1);
	assert_int_equal(vcpus[1].on, 1);
	assert_int_equal(vcpus[1].state, VCPU_READY);
}

static void restarts_are_a_millisecond_apart(void **state)
{
	uint64_t began;

	(void)state;
	start();
	vm.began = began = fake_cntpct_el0 = 5;
	for (unsigned i = 1; i <= 3; i++) {
		vm_stop(&config, VM_END_RESTART);
		arrive_everywhere();
		assert_int_equal(vm.status.state, BULKHEAD_VM_RUNNING);
		assert_int_equal(vm.status.restarts, i);
		assert_int_equal(fake_cntpct_el0, began + i * TIMING_RESTART_INTERVAL_US);
	}
}

static void start_of_a_vcpu_arrives_in_a_vm_that_stops(void **state)
{
	(void)state;
	start();
	assert_int_equal(vcpu_on(&vcpus[1], (ipa_t){ENTRY}, 0), PSCI_SUCCESS);
	vm_stop(&config, VM_END_OFF);
	arrive(0);
	assert_int_equal(vm.status.state, BULKHEAD_VM_STOPPING);
	assert_int_equal(vcpu_on(&vcpus[0], (ipa_t){ENTRY}, 0), PSCI_DENIED);
	arrive(1);
	arrive(0);
	assert_int_equal(vm.status.state, BULKHEAD_VM_OFF);
	assert_int_equal(vcpus[1].on, 0);
	assert_int_equal(ends, 1);
	assert_int_equal(vm.running, 0);
}

/* The caller of CPU_ON has claimed its target, and done nothing more, when another core stops the VM. */
static void stop_comes_into_the_middle_of_a_vcpus_start(void **state)
{
	(void)state;
	start();
	vcpus[1].on = 2;
	fake_cpu = &cpus[1];
	vm_stop(&config, VM_END_RESTART);
	arrive(1);
	assert_int_equal(vcpus[1].on, 2);
	assert_int_equal(vm.status.state, BULKHEAD_VM_STOPPING);
	fake_cpu = &cpus[0];
	vm.running++;
	vcpu_kick(&vcpus[1], VCPU_REQUEST_START);
	arrive(0);
	assert_int_equal(ends, 0);
	arrive(1);
	arrive(0);
	assert_int_equal(ends, 1);
	assert_int_equal(starts, 2);
	assert_int_equal(vm.status.state, BULKHEAD_VM_RUNNING);
	assert_int_equal(vcpus[0].on, 1);
	assert_int_equal(vcpus[1].on, 0);
}

static void a_vm_all_whose_vcpus_are_off_ends_once(void **state)
{
	(void)state;
	start();
	vcpu_park(&cpus[0], &vcpus[0]);
	assert_int_equal(vm.status.state, BULKHEAD_VM_RUNNING);
	assert_int_equal(ends, 0);
	/* Another core stops the VM: before it has told all vCPUs, no core may consider the last vCPU gone. */
	assert_int_equal(vm.running, 1);
	fake_cpu = &cpus[1];
	vm_stop(&config, VM_END_OFF);
	arrive_everywhere();
	assert_int_equal(vm.status.state, BULKHEAD_VM_OFF);
	assert_int_equal(ends, 1);
}

static void second_stop_is_refused(void **state)
{
	(void)state;
	start();
	vcpu_on(&vcpus[1], (ipa_t){ENTRY}, 0);
	arrive(1);
	assert_int_equal(vm_stop(&config, VM_END_OFF), BULKHEAD_OK);
	assert_int_equal(vm_stop(&config, VM_END_RESTART), BULKHEAD_E_INVALID);
	assert_int_equal(vm_start(&config), BULKHEAD_E_INVALID);
	arrive(0);
	arrive(1);
	arrive(0);
	assert_int_equal(vm.status.state, BULKHEAD_VM_OFF);
	assert_int_equal(vm_start(&config), BULKHEAD_OK);
	arrive(0);
	assert_int_equal(vcpus[0].on, 1);
	assert_int_equal(vcpus[1].on, 0);
}

/* CPU_OFF of the first vCPU doesn't take the others' watchdog away. */
static void watchdog_goes_on_without_the_first_vcpu(void **state)
{
	(void)state;
	start();
	assert_true(watched);
	vcpu_on(&vcpus[1], (ipa_t){ENTRY}, 0);
	arrive(1);
	vcpu_park(&cpus[0], &vcpus[0]);
	assert_true(watched);
	fake_cntpct_el0 += WATCHDOG_US;
	watched = false;
	vm_watchdog(&vcpus[0]);
	arrive_everywhere();
	assert_int_equal(ends, 1);
	assert_int_equal(starts, 2);
	assert_true(watched);
	/* A stopped VM's expired watchdog has no effect. */
	vm_stop(&config, VM_END_OFF);
	arrive_everywhere();
	assert_int_equal(vm.status.state, BULKHEAD_VM_OFF);
	assert_false(watched);
	fake_cntpct_el0 += WATCHDOG_US;
	vm_watchdog(&vcpus[0]);
	assert_int_equal(vm.status.state, BULKHEAD_VM_OFF);
}

/* A call that sets a deadline needn't set a timer of the first vCPU's core: that core checks the deadline once a period. */
static void watchdog_deadline_is_set_from_elsewhere(void **state)
{
	(void)state;
	start();
	assert_int_equal(vm_watchdog_kick(&vcpus[1], 1ull << 62), BULKHEAD_OK);
	fake_cntpct_el0 += WATCHDOG_US;
	watched = false;
	vm_watchdog(&vcpus[0]);
	assert_int_equal(watched_until, fake_cntpct_el0 + WATCHDOG_US);
	assert_int_equal(vm_watchdog_kick(&vcpus[1], WATCHDOG_US / 2), BULKHEAD_OK);
	vm_watchdog(&vcpus[0]);
	assert_int_equal(watched_until, fake_cntpct_el0 + WATCHDOG_US / 2);
	assert_int_equal(vm.status.state, BULKHEAD_VM_RUNNING);
	fake_cntpct_el0 += WATCHDOG_US / 2;
	vm_watchdog(&vcpus[0]);
	assert_int_equal(vm.status.state, BULKHEAD_VM_STOPPING);
}

/* The VM's devices reach its memory while it lives. A VM whose devices can't be stopped doesn't start again. */
static void streams_are_on_while_it_lives(void **state)
{
	(void)state;
	start();
	assert_true(streams_on);
	vm_stop(&config, VM_END_OFF);
	arrive_everywhere();
	assert_int_equal(vm.status.state, BULKHEAD_VM_OFF);
	assert_false(streams_on);
	smmu_answers = false;
	assert_int_equal(vm_start(&config), BULKHEAD_OK);
	arrive(0);
	assert_int_equal(vm.status.state, BULKHEAD_VM_CRASHED);
	assert_int_equal(starts, 1);
}

/* A loaded vCPU ends a core's look at the list. If it is kicked again and again, the others have their turn all the same. */
static void kicks_are_served_in_their_order(void **state)
{
	(void)state;
	start();
	vcpus[1].cpu = &cpus[0];
	assert_ptr_equal(cpus[0].loaded, &vcpus[0]);
	for (unsigned i = 0; i < 3; i++) {
		fake_cpu = &cpus[1];
		vcpu_kick(&vcpus[1], VCPU_REQUEST_LEAVE);
		vcpu_kick(&vcpus[0], VCPU_REQUEST_LEAVE);
		fake_cpu = &cpus[0];
		vcpu_serve_kicks(&cpus[0]);
		assert_ptr_equal(served, &vcpus[0]);
		assert_int_equal(vcpus[1].in_kick_list, 0);
	}
}

/* Between its two stores, a core that kicks may be late: nothing is taken, nothing is lost. */
static void a_kick_that_is_half_done_waits(void **state)
{
	(void)state;
	start();
	vcpus[1].cpu = &cpus[0];
	cpus[0].loaded = NULL;
	vcpu_kick(&vcpus[0], VCPU_REQUEST_LEAVE);
	cpus[0].last_kick = &vcpus[1];
	served = NULL;
	vcpu_serve_kicks(&cpus[0]);
	assert_null(served);
	assert_int_equal(cpus[0].kicks_later, 1);
	vcpus[0].kick_next = &vcpus[1];
	vcpus[1].in_kick_list = 1;
	vcpu_serve_kicks(&cpus[0]);
	assert_ptr_equal(served, &vcpus[1]);
	assert_null(cpus[0].kicks);
	assert_int_equal(vcpus[0].in_kick_list | vcpus[1].in_kick_list, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(restart_and_start_of_a_vcpu_arrive_together),
	    cmocka_unit_test(restarts_are_a_millisecond_apart),
	    cmocka_unit_test(start_of_a_vcpu_arrives_in_a_vm_that_stops),
	    cmocka_unit_test(stop_comes_into_the_middle_of_a_vcpus_start),
	    cmocka_unit_test(a_vm_all_whose_vcpus_are_off_ends_once),
	    cmocka_unit_test(second_stop_is_refused),
	    cmocka_unit_test(watchdog_goes_on_without_the_first_vcpu),
	    cmocka_unit_test(watchdog_deadline_is_set_from_elsewhere),
	    cmocka_unit_test(streams_are_on_while_it_lives),
	    cmocka_unit_test(kicks_are_served_in_their_order),
	    cmocka_unit_test(a_kick_that_is_half_done_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
