/* SPDX-License-Identifier: BSD-3-Clause */
/* What devices have tried and the SMMU has refused. */
#pragma once
#include "machine/cpu.h"

/*
 * The SMMU's interrupt: look at a few events, on the time of the VM whose device it was where that VM has this core, and drop
 * the others.
 */
void dma_events(struct cpu *c);
