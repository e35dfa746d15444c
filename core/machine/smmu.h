/* SPDX-License-Identifier: BSD-3-Clause */
/* The SMMUv3 (IHI 0070): set up once, with the compiled stream table; streams on and off; its events. */
#pragma once
#include <stdbool.h>
#include "machine/cpu.h"

struct smmu_event {
	uint32_t stream, type; /* StreamID; number of the record (IHI 0070, 7.3) */
	bool read;
	uint64_t address;	      /* that the device used; 0 where the record has none */
	const struct manifest_vm *vm; /* whose device it is; NULL: nobody's */
};

/* Before any VM starts. One that can't confine a stream ends the boot with one line. A board without an SMMU: nothing. */
void smmu_init(void);
/*
 * The streams of `vm`: as compiled, or abort. When it returns, no transaction goes the old way any more. False: the SMMU
 * hasn't answered within a millisecond.
 */
bool smmu_streams(const struct manifest_vm *vm, bool on);
/* Event `n` of those in the queue; false: there are fewer. One core at a time. */
bool smmu_event(uint32_t n, struct smmu_event *event);
/* Empties the queue, and acknowledges that it has overflowed. */
void smmu_drop_events(void);
