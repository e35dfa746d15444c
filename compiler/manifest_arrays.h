/* SPDX-License-Identifier: BSD-3-Clause */
/* The arrays behind the manifest while they grow, and the functions that add interrupts. */
#pragma once
#include "secure.h"
#include "streams.h"
#include "system.h"

struct manifest_arrays {
	LIST(struct manifest_cpu) cpus;
	LIST(struct manifest_vm) vms;
	LIST(struct manifest_vcpu) vcpus;
	LIST(uint32_t) vcpu_refs;
	LIST(struct manifest_activation) activations;
	LIST(struct manifest_route) routes;
	LIST(struct manifest_irq) irqs;
	LIST(uint32_t) irq_refs;
	LIST(struct manifest_virq) virqs;
	LIST(uint32_t) filters;
	LIST(uint32_t) client_refs;
	LIST(struct manifest_exclusive) exclusives;
	LIST(struct manifest_stream) streams;
	struct manifest_smmu_step smmu_steps[STREAM_STEPS];
	uint32_t smmu_step_count;
	struct secure_calls secure;
	struct manifest_slice broadcasts;
	struct manifest_slice events;
	uint32_t virq_states;
};

/* Adds the doorbells and injections of a VM, as slices of `entry`. */
void manifest_add_virqs(const struct system *system, const struct vm *vm, struct manifest_vm *entry,
			struct manifest_arrays *a);
/* Adds the physical interrupts that a VM owns. */
void manifest_add_irqs(const struct vm *vm, struct manifest_vm *entry, struct manifest_arrays *a);
/* Adds the VMs that hear of other VMs' starts and ends. */
void manifest_add_events(const struct system *system, struct manifest_arrays *a);
/* Adds physical interrupts with several subscribers. */
void manifest_add_broadcasts(const struct system *system, struct manifest_arrays *a);
