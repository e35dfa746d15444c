/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual interrupt controller: what the rest of the core asks of it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "vcpu/vcpu.h"

/* One emulated register access, as decoded from ESR_EL2. */
struct mmio_access {
	uint64_t ipa;
	/* written (bits beyond its size are ignored), or read (none beyond its size) */
	uint64_t value;
	uint8_t size; /* bytes: 1, 2, 4, 8 */
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
/* The same where its line is high as `v` is loaded, and nothing was acknowledged. */
void vgic_load_timer(struct vcpu *v, uint32_t intid);

/* GICD_TYPER of a VM (IHI 0069, 12.9.38; IHI 0048, 4.3.2). */
#define GICD_TYPER	 0x004u
#define TYPER_ID_BITS	 (9u << 19) /* INTIDs of 10 bits */
#define TYPER_A3V	 (1u << 24)
#define TYPER_NO_1N	 (1u << 25) /* no 1-of-N distribution */
#define TYPER_CPUS_SHIFT 5
static inline uint32_t vgic_typer(const struct manifest_vm *vm)
{
	uint32_t lines = vm->spi_count / 32;

	return lines | (vm->gicr_ipa ? TYPER_ID_BITS | TYPER_A3V | TYPER_NO_1N
				     : (vm->vcpus.count - 1) << TYPER_CPUS_SHIFT);
}

/* Emulated distributor or redistributor access by the running vCPU. False: no such address (not the vGIC's). */
bool vgic_mmio(struct vcpu *v, struct mmio_access *a);
/* Write to ICC_SGI1R_EL1 (IHI 0069, 12.2.22) that names somebody. */
#define SGI1R_TARGETS  0xffffu
#define SGI1R_IRM      (1ull << 40)
#define SGI1R_SOMEBODY (SGI1R_IRM | SGI1R_TARGETS)
void vgic_sgi1r(struct vcpu *v, uint64_t value);
