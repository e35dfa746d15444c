/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes the extension commit each mistake. After each, the extension must have started anew. */
#include <stdint.h>
#include <skiff/init.h>
#include <skiff/print.h>
#include "../passive/passive.h"

static int64_t ask(uint64_t mistake, uint64_t *answer)
{
	register uint64_t x0 __asm__("x0") = PASSIVE_SMC;
	register uint64_t x1 __asm__("x1") = mistake;
	register uint64_t x2 __asm__("x2");
	register uint64_t x3 __asm__("x3");

	__asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "=r"(x2), "=r"(x3) : : "memory");
	*answer = x1;
	return (int64_t)x0;
}

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	for (uint64_t m = 1; m < PASSIVE_MISTAKES; m++) {
		uint64_t answer;
		int64_t error = ask(m, &answer), well = ask(PASSIVE_NONE, &answer);

		print("mistake %u: error %d, then %d, asked %u times\n", (unsigned int)m,
		      (int)error, (int)well, (unsigned int)answer);
	}
	return 0;
}
