/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual distributor, and the entry points for all of a guest's accesses to its virtual GIC. */
#pragma once
#include "vgic/bank_registers.h"

/* GICD_TYPER of a VM (IHI 0069, 12.9.38; IHI 0048, 4.3.2), which trap/abort.c answers, since it has no state. */
#define TYPER_ID_BITS	 (9u << 19) /* INTIDs of 10 bits */
#define TYPER_A3V	 (1u << 24)
#define TYPER_CPUS_SHIFT 5
static inline uint32_t vgic_typer(const struct manifest_vm *vm)
{
	uint32_t lines = vm->spi_count / 32;

	return lines | (vm->gicr_ipa ? TYPER_ID_BITS | TYPER_A3V | GICD_TYPER_NO1N
				     : (vm->vcpus.count - 1) << TYPER_CPUS_SHIFT);
}

/* Emulate a distributor or redistributor access of the running vCPU, but of GICD_TYPER. False: the address isn't one of the vGIC's. */
bool vgic_mmio(struct vcpu *v, struct mmio_access *a);
/* The guest writes `intid` to ICC_DIR_EL1 or GICC_DIR. An interrupt that the VM doesn't have is ignored. */
vgic_notify vgic_dir(struct vcpu *v, uint32_t intid);
