/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual interrupt controller: what the rest of the core asks of it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "vcpu.h"

/* One emulated register access, as decoded from ESR_EL2. */
struct mmio_access {
	uint64_t ipa;
	uint64_t value; /* written (bits beyond its size are ignored), or read (none beyond its size) */
	uint8_t size;	/* bytes: 1, 2, 4, 8 */
	bool write;
};

/* Distributor of VM `vm` to its reset state. All its vCPUs are parked. */
void vgic_vm_reset(const struct manifest_vm *config, struct vm *vm);
/* Private interrupts and CPU interface of `v` to reset state. It isn't loaded. */
void vgic_vcpu_reset(struct vcpu *v);

/* Put the interrupts of `v` into this core's list registers; it runs next. */
void vgic_load(struct vcpu *v);
/* Take them back, with the active state of hardware-linked timer interrupts. */
void vgic_save(struct vcpu *v);
/* `v` is loaded here: bring list registers up to date (after a kick, a maintenance interrupt, an injection). */
void vgic_flush(struct vcpu *v);
/* An enabled interrupt is pending for `v` (state OFF..; used for WFI and wake-up). Takes the list registers into
 * account where `v` is loaded on this core. */
bool vgic_pending(struct vcpu *v);

/* What happens to the line of a virtual interrupt. */
enum vgic_level { VGIC_LOWER = 0, VGIC_RAISE, VGIC_PULSE };

/* Raise or lower level-sensitive `virq`, make an edge-triggered one pending (RAISE), or either (PULSE); any core,
 * any context. `v` names the vCPU for private interrupts and the VM for SPIs. Kicks the target. */
void vgic_inject(struct vcpu *v, uint32_t virq, enum vgic_level level);
/* A physical interrupt that VM of `v` owns was acknowledged here: deliver it hardware-linked. */
void vgic_inject_hw(struct vcpu *v, uint32_t virq, uint32_t intid);
/* The same for a timer's PPI of `v`, which is loaded here. Wakes it not. */
void vgic_inject_timer(struct vcpu *v, uint32_t intid);

/* Emulated distributor or redistributor access by the running vCPU. False: no such address (not the vGIC's). */
bool vgic_mmio(struct vcpu *v, struct mmio_access *a);
/* Write to ICC_SGI1R_EL1 (GICv3). */
void vgic_sgi1r(struct vcpu *v, uint64_t value);
