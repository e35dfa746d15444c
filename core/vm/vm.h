/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a VM: start, stop, restart, watchdog, crash. */
#pragma once
#include "vcpu/vcpu.h"

enum vm_end { VM_END_OFF, VM_END_RESTART, VM_END_FAULT, VM_START };

/* Prepare the run-time state of all VMs; start those that start by themselves. First core. */
void vm_init_all(void);
void vm_start_all(void);
/* Start `vm` on its first vCPU's core, on that vCPU's time and at its priority. E_INVALID: the VM isn't off. */
int vm_start(const struct manifest_vm *vm);
/*
 * Stop all vCPUs of `vm` on all cores; `how` and the VM's policy decide whether the VM is then off or restarts. May be
 * called in any context. E_INVALID: the VM doesn't run.
 */
int vm_stop(const struct manifest_vm *vm, enum vm_end how);
/* Stop the VM of `v`, which runs here and asks for it: off, or, with `panic`, as after a fault. `status` is kept and logged. */
int vm_end_itself(const struct vcpu *v, bool panic, uint32_t status);
/* `v` of this core hears that its VM ends, and tells two other vCPUs, so that no path grows with the number of vCPUs. */
void vm_pass_end(const struct vcpu *v);
/* `v` of this core is off, or has passed the VM's end on. If it was the last vCPU, the VM has ended. */
void vm_vcpu_parked(const struct vcpu *v);
/*
 * A turn of the first vCPU of a VM that ends or starts: tell its extensions, end its partition, begin anew. @return
 * the frame of an extension; NULL: the core has to choose
 */
struct frame *vm_life(struct cpu *c, struct vcpu *v);
/* The watchdog of v's VM ran out. */
void vm_watchdog(struct vcpu *v);
/* Make the watchdog of v's VM run out in `time` ticks. E_NOT_SUPPORTED: the VM has no watchdog. */
int vm_watchdog_kick(const struct vcpu *v, uint64_t time);
/* Invalidate all TLB entries of `vm`, on all cores. */
void vm_invalidate(const struct manifest_vm *vm);
