/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to the machine's firmware (SMC Calling Convention, Arm DEN0028). */
#pragma once
#include <stdint.h>

/* SMC: x0..x7 in and out. */
void smc_call(uint64_t x[8]);
/* A call of the machine's own PSCI. */
int64_t smc_psci(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3);
