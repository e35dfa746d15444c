/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/smc.h"

void smc_call(uint64_t x[8])
{
	register uint64_t x0 __asm__("x0") = x[0];
	register uint64_t x1 __asm__("x1") = x[1];
	register uint64_t x2 __asm__("x2") = x[2];
	register uint64_t x3 __asm__("x3") = x[3];
	register uint64_t x4 __asm__("x4") = x[4];
	register uint64_t x5 __asm__("x5") = x[5];
	register uint64_t x6 __asm__("x6") = x[6];
	register uint64_t x7 __asm__("x7") = x[7];

	__asm__ volatile(
	    "smc #0"
	    : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6), "+r"(x7)
	    :
	    : "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "memory");
	x[0] = x0;
	x[1] = x1;
	x[2] = x2;
	x[3] = x3;
	x[4] = x4;
	x[5] = x5;
	x[6] = x6;
	x[7] = x7;
}

/* The only conduit below EL2 is SMC: where PSCI is reached by HVC, the machine has no EL2 for this core. */
int64_t smc_psci(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3)
{
	uint64_t x[8] = {fid, a1, a2, a3};

	smc_call(x);
	return (int64_t)x[0];
}
