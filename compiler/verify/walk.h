/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks of translation tables, for checks that need other tables than the VMs' own. */
#pragma once
#include "system.h"

/*
 * Walks a stage-2 space of `bits` of address from `level` at `root`, for what devices of VM `vm` see, and adds what it finds to
 * `out`. False: bits and level don't fit together, nothing was walked.
 */
bool walk_space(struct system *system, struct mappings *out, uint32_t vm, uint64_t root,
		unsigned bits, unsigned level, unsigned pa_bits);
