/* SPDX-License-Identifier: BSD-3-Clause */
/* The SMMUv3 (IHI 0070): set up once, with the compiled stream table; streams on and off; its events. */
#pragma once
#include <stdbool.h>
#include "machine/cpu.h"

struct smmu_event {
	uint32_t stream, type; /* StreamID; number of the record (IHI 0070, 7.3) */
	bool read;
	uint64_t address;	      /* as the device used it; 0 if the record has none */
	const struct manifest_vm *vm; /* owner of the device; NULL: none */
};

/*
 * Set up the SMMU before any VM starts. An SMMU that can't confine a stream ends the boot with one line. Without an
 * SMMU, nothing is done.
 */
void smmu_init(void);
/*
 * Switch the streams of `vm` to their compiled value, or to abort. On return, no transaction uses the old value any
 * more. False: the SMMU hasn't answered within a millisecond.
 */
bool smmu_streams(const struct manifest_vm *vm, bool on);
/* Read event `n` of those in the queue. False: there are fewer. One core at a time. */
bool smmu_event(uint32_t n, struct smmu_event *event);
/* Empty the queue, and acknowledge an overflow. */
void smmu_drop_events(void);
