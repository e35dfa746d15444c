/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduler of one core: fixed priorities, preemptive, budgets as deferrable servers (Strosnider et al. 1995),
 * round-robin within a priority. Everything is constant time but the timer queues (logarithmic).
 */
#pragma once
#include "vcpu/vcpu.h"

/* Longest run of a vCPU while another of its priority is ready. */
#define SCHED_SLICE_US 5000
#define SCHED_NEVER    UINT64_MAX /* CNTPCT doesn't get there */

/*
 * Time of an exception that no reading of the counter covers: from the guest to the handler's first reading, and from its
 * last reading back to a guest. A vCPU that begins to wait is charged this time for the switch to the next vCPU, and a vCPU
 * that is woken is charged it for the wake-up.
 */
#define SCHED_EDGE_NS 200

/* Initialise the scheduler of this core with its timer queues, and its part of a vCPU. */
void sched_init_cpu(struct cpu *c);
void sched_init_vcpu(struct vcpu *v);
/* Make `v` of this core ready to run. Sets cpu.reschedule if `v` may have to replace the running vCPU. */
void sched_wake(struct cpu *c, struct vcpu *v);
/* `v` is no longer ready, and changes to state `why` (VCPU_OFF, VCPU_BLOCKED). */
void sched_block(struct cpu *c, struct vcpu *v, enum vcpu_state why);
/*
 * Charge the time since `since` (CNTPCT) to `v` of this core, on whose behalf it was spent, not to the running vCPU.
 * Time that was charged in the meantime isn't charged again. The running vCPU is charged for its own time as long as
 * it runs.
 */
void sched_charge(struct cpu *c, struct vcpu *v, uint64_t since);
/* The switch to the vCPU that runs is complete: charge it to the vCPU that began to wait before, if there is one. */
void sched_charge_leaver(struct cpu *c);
/* The running vCPU lets others of its priority run first. */
void sched_yield_vcpu(struct cpu *c);
/* Change the effective priority of `v` (exclusive sections). */
void sched_set_priority(struct cpu *c, struct vcpu *v, uint8_t priority);
/* The hypervisor timer fired. */
void sched_timer(struct cpu *c);
/* Choose, by priorities, budgets and slices, the vCPU that runs from now on. NULL: no vCPU is ready. */
struct vcpu *sched_next(struct cpu *c);
/* Program the timer for the running vCPU; it is interrupted at `bound` (CNTPCT) at the latest. */
void sched_program(struct cpu *c, uint64_t bound);
