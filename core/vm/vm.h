/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a VM: start, stop, restart, watchdog, crash. */
#pragma once
#include "machine/cpu.h"

enum vm_end { VM_END_OFF, VM_END_RESTART, VM_END_FAULT };

/* Prepare the run-time state of all VMs; start those that start by themselves. First core. */
void vm_init_all(void);
void vm_start_all(void);
/* E_INVALID: it isn't off. */
int vm_start(const struct manifest_vm *vm);
/* Stop all its vCPUs on all cores; then off or restart as `how` and its policy say. Any context. */
int vm_stop(const struct manifest_vm *vm, enum vm_end how);
/* vCPU `v` of this core looks at its requests (kick). */
void vcpu_serve(struct cpu *c, struct vcpu *v);
/* The running vCPU is off from now on (CPU_OFF, or its VM stops). */
void vcpu_park(struct cpu *c, struct vcpu *v);
/* General registers of a vCPU that starts at `pc` with x0 = `argument`. */
void vcpu_reset_frame(struct vcpu *v, uint64_t pc, uint64_t argument);
/* Start of another vCPU of the same VM. SMCCC result of PSCI CPU_ON. */
int64_t vcpu_on(struct vcpu *v, uint64_t pc, uint64_t argument);
/* The watchdog of v's VM ran out. */
void vm_watchdog(struct vcpu *v);
int vm_watchdog_kick(struct vcpu *v);
/* Invalidate everything that TLBs hold of `vm`, on all cores. */
void vm_invalidate(const struct manifest_vm *vm);

static inline uint32_t vm_id(const struct manifest_vm *vm)
{
	return (uint32_t)(vm - manifest->vms);
}
