/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory that the VMs' devices see: the SMMU's stream table, and a stage-2 root for each VM with a stream. */
#pragma once
#include "core_image.h"

#define STREAM_BITS_MIN \
	8u /* a PCI bus: an event of a function without an owner shows its address */
#define STREAM_BITS_MAX 16u  /* 4 MiB */
#define STREAM_ROOTS	255u /* VMIDs have 8 bits; nobody has 0 */

/* Address bits of the board's StreamIDs; 0: it has no SMMU. */
uint32_t streams_bits(const struct system *system);
/* Number of streams that VMs have in all. */
uint32_t streams_count(const struct system *system);
/* Writes the steps that set the SMMU up, with the placed table and queues; at most STREAM_STEPS. */
#define STREAM_STEPS 24
uint32_t streams_steps(const struct system *system, const struct core *core,
		       struct manifest_smmu_step steps[STREAM_STEPS]);
/* Builds the VMs' roots behind their other tables, and the stream table. */
void streams_build(struct system *system, struct core *core);
/* Checks the description of streams. */
void streams_check(const struct system *system);
