/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a vCPU, on its own core: start, park, and requests of other cores. */
#pragma once
#include "vcpu/vcpu.h"

/* Serve the requests to vCPU `v` of this core. */
void vcpu_serve(struct cpu *c, struct vcpu *v);
/* Serve the requests to a few of the kicked vCPUs; the rest get an interrupt of their own. */
void vcpu_serve_kicks(struct cpu *c);
void vcpu_leave_kicks(struct cpu *c);
/* The running vCPU is off from now on (CPU_OFF, or its VM stops). */
void vcpu_park(struct cpu *c, struct vcpu *v);
/*
 * The running vCPU waits for an interrupt and then starts at `entry` with x0 = `argument`, its registers as after power-on. Its
 * interrupts and timers stay as they are: they wake it.
 */
void vcpu_suspend(struct cpu *c, struct vcpu *v, ipa_t entry, uint64_t argument);
/* General registers of a vCPU that starts at `entry`, its stage 1 off, with x0 = `argument`. */
void vcpu_reset_frame(struct vcpu *v, ipa_t entry, uint64_t argument);
/* Start another vCPU of the same VM. @return the result of PSCI CPU_ON */
int64_t vcpu_on(struct vcpu *v, ipa_t entry, uint64_t argument);
