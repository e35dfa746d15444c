/* SPDX-License-Identifier: BSD-3-Clause */
/* Reset of the virtual interrupt controllers. */
#pragma once
#include "vcpu/vcpu.h"

/*
 * Do a bounded part of the reset of VM `vm`'s distributor. All its vCPUs are parked, and none is loaded at the first
 * part. True: there is more to do.
 */
bool vgic_vm_reset_step(const struct manifest_vm *config, struct vm *vm);
/* Reset the private interrupts and the CPU interface of `v`, which isn't loaded. */
void vgic_vcpu_reset(struct vcpu *v);
