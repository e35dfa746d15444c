/* SPDX-License-Identifier: BSD-3-Clause */
/* Reset of the virtual interrupt controllers. */
#pragma once
#include "vcpu/vcpu.h"

/* Distributor of VM `vm` to its reset state. All its vCPUs are parked. */
void vgic_vm_reset(const struct manifest_vm *config, struct vm *vm);
/* Private interrupts and CPU interface of `v` to reset state. It isn't loaded. */
void vgic_vcpu_reset(struct vcpu *v);
