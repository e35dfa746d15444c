/* SPDX-License-Identifier: BSD-3-Clause */
/* Accesses of devices that the SMMU has refused. */
#pragma once
#include "machine/cpu.h"

/*
 * The SMMU's interrupt: look at a few events, at the expense of the VM that owns the device if it runs on this core,
 * and drop the others.
 */
void dma_events(struct cpu *c);
