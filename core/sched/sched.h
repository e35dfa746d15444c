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
 * The part of an exception that no reading of the counter covers: from the guest to the handler, and back. A vCPU
 * that waits pays for it with the switch to the next one and, if it is woken, from there.
 */
#define SCHED_EDGE_NS 200

/* This core, with its timer queues; a vCPU of it. */
void sched_init_cpu(struct cpu *c);
void sched_init_vcpu(struct vcpu *v);
/* Make `v` of this core ready to run; notes when it should replace the running one. */
void sched_wake(struct cpu *c, struct vcpu *v);
/* The running vCPU stops being ready, and goes to this state (VCPU_OFF, VCPU_BLOCKED). */
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
/* Change its effective priority (exclusive sections). */
void sched_set_priority(struct cpu *c, struct vcpu *v, uint8_t priority);
/* The hypervisor timer fired. */
void sched_timer(struct cpu *c);
/* Choose by priorities, budgets and slices: the vCPU that runs from now on; NULL: nothing is ready. */
struct vcpu *sched_next(struct cpu *c);
/* Program the timer for the running vCPU as of now; `bound` (CNTPCT): it is to be interrupted then at the latest. */
void sched_program(struct cpu *c, uint64_t bound);
