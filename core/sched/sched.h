/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduler of one core: fixed priorities, preemptive, budgets as deferrable servers (Strosnider et al. 1995),
 * round-robin within a priority. Everything is constant time but the timer queues (logarithmic).
 */
#pragma once
#include "machine/cpu.h"

/* Longest run of a vCPU while another of its priority is ready. */
#define SCHED_SLICE_US 5000

void sched_init_vcpu(struct vcpu *v);
/* Make `v` of this core ready to run; notes when it should replace the running one. */
void sched_wake(struct cpu *c, struct vcpu *v);
/* The running vCPU stops being ready, and why (VCPU_OFF, VCPU_BLOCKED). */
void sched_block(struct cpu *c, struct vcpu *v, enum vcpu_state why);
/* What this core has done since `since` (CNTPCT) was on behalf of its vCPU `v`, not of the running one. */
void sched_charge(struct cpu *c, struct vcpu *v, uint64_t since);
/* The running vCPU lets others of its priority run first. */
void sched_yield_vcpu(struct cpu *c);
/* Change its effective priority (exclusive sections). */
void sched_set_priority(struct cpu *c, struct vcpu *v, uint8_t priority);
/* The hypervisor timer fired. */
void sched_timer(struct cpu *c);
/* Choose what runs next, idle until there is something, load it, program the timer. */
struct frame *sched_next(struct cpu *c);
/* `frame`, or what runs next if something of higher priority became ready. */
struct frame *sched_check(struct cpu *c, struct frame *frame);
/* Program the timer for the running vCPU as of now. */
void sched_program(struct cpu *c);

/*
 * Timer queues: one deadline a vCPU, in a queue of its priority, so that nothing is interrupted by the timers of what
 * is less urgent; and one for the watchdog of its VM.
 */
void timer_init(struct cpu *c); /* and the length of a slice */
void timer_set(struct cpu *c, struct vcpu *v, uint64_t deadline);
void timer_cancel(struct cpu *c, struct vcpu *v);
void watchdog_set(struct cpu *c, struct vcpu *v, uint64_t deadline);
void watchdog_cancel(struct cpu *c, struct vcpu *v);

/* Load and save all state of a vCPU but the general registers. */
void context_load(struct cpu *c, struct vcpu *v);
void context_save(struct cpu *c, struct vcpu *v);
