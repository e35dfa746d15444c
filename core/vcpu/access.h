/* SPDX-License-Identifier: BSD-3-Clause */
/* Trapped loads and stores. */
#pragma once
#include <arm/esr.h>
#include <stdint.h>

/* The value that a load with ISS `iss` (SAS, SSE, SF) puts into its register when the device answers `value`. */
static inline uint64_t mmio_extend(uint64_t value, uint32_t iss)
{
	unsigned shift = 64 - (8u << ISS_SAS(iss));

	value <<= shift;
	value = iss & ISS_SSE ? (uint64_t)((int64_t)value >> shift) : value >> shift;
	return iss & ISS_SF ? value : (uint32_t)value;
}
