/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * MPIDR_EL1 (Arm DDI 0487, D19.2.106): the affinity of a core, and how the GIC and PSCI's target_cpu carry it.
 * Usable from C and assembly.
 */
#pragma once

#define MPIDR_AFF3_MASK	    0xff00000000
#define MPIDR_AFF012_MASK   0x0000ffffff
#define MPIDR_AFFINITY_MASK (MPIDR_AFF3_MASK | MPIDR_AFF012_MASK)

/* All four fields in 32 bits, as in GICR_TYPER (IHI 0069, 12.11.38). */
#define MPIDR_AFFINITY32(mpidr) (((mpidr)&MPIDR_AFF012_MASK) | ((mpidr)&MPIDR_AFF3_MASK) >> 8)
