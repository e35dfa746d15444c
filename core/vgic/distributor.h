/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual distributor, and what a guest sees of all of it. */
#pragma once
#include "vgic/bank_registers.h"

/* GICD_TYPER of a VM (IHI 0069, 12.9.38; IHI 0048, 4.3.2). */
#define TYPER_ID_BITS	 (9u << 19) /* INTIDs of 10 bits */
#define TYPER_A3V	 (1u << 24)
#define TYPER_CPUS_SHIFT 5
static inline uint32_t vgic_typer(const struct manifest_vm *vm)
{
	uint32_t lines = vm->spi_count / 32;

	return lines | (vm->gicr_ipa ? TYPER_ID_BITS | TYPER_A3V | GICD_TYPER_NO1N
				     : (vm->vcpus.count - 1) << TYPER_CPUS_SHIFT);
}

/* Emulated distributor or redistributor access by the running vCPU. False: no such address (not the vGIC's). */
bool vgic_mmio(struct vcpu *v, struct mmio_access *a);
/* `intid` is written to ICC_DIR_EL1 or GICC_DIR; one that the VM doesn't have is ignored. */
vgic_notify vgic_dir(struct vcpu *v, uint32_t intid);
