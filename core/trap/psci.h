/* SPDX-License-Identifier: BSD-3-Clause */
/* Power State Coordination Interface 1.1 (Arm DEN0022) for guests. */
#pragma once
#include <arm/psci.h>
#include "vcpu/vcpu.h"

/* Is function id `fid` in PSCI's range, in either width? */
static inline bool psci_is_call(uint32_t fid)
{
	return (fid & ~(PSCI_64 | (PSCI_LAST - PSCI_FIRST))) == PSCI_FIRST;
}
struct frame *psci_call(struct frame *f, uint32_t fid);
