/* SPDX-License-Identifier: BSD-3-Clause */
/* What the VMs' devices see of memory: the SMMU's stream table, and a stage-2 root of each VM that has a stream. */
#pragma once
#include "core_image.h"

#define STREAM_BITS_MIN 8u   /* a bus of PCI: an event of nobody's function has its address */
#define STREAM_BITS_MAX 16u  /* 4 MiB */
#define STREAM_ROOTS	255u /* VMIDs of 8 bits, 0 is nobody's */

/* Address bits of the board's StreamIDs; 0: it has no SMMU. */
uint32_t streams_bits(const struct system *system);
/* Number of all streams that a VM has. */
uint32_t streams_count(const struct system *system);
/* Steps that set the SMMU up, with the table and the queues as placed. At most STREAM_STEPS. */
#define STREAM_STEPS 24
uint32_t streams_steps(const struct system *system, const struct core *core,
		       struct manifest_smmu_step steps[STREAM_STEPS]);
/* Builds the VMs' roots behind their other tables, and the stream table. */
void streams_build(struct system *system, struct core *core);
/* What is described of streams. */
void streams_check(const struct system *system);
