/* SPDX-License-Identifier: BSD-3-Clause */
/* Data that all cores share. See cpu.h. */
#include "machine/cpu.h"

const struct bulkhead_manifest *manifest;
uint32_t counter_hz;
uint32_t booted;
