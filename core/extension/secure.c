/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to the secure world: those of extensions, filtered by exact function id, and the manifest's own. */
#include "extension/extension.h"
#include "machine/print.h"
#include "trap/smccc.h"

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

static bool allowed(const struct manifest_vm *vm, uint32_t fid)
{
	const uint32_t *filter = manifest->filters + vm->secure_filter.first;
	uint32_t low = 0, high = vm->secure_filter.count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (filter[middle] == fid)
			return true;
		if (filter[middle] < fid)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

void secure_call(struct activation *a, uint64_t x[8])
{
	uint64_t before = sysreg_read(cntpct_el0);

	if (!manifest->board.secure_world || a->section || !allowed(a->vm, (uint32_t)x[0])) {
		x[0] = (uint64_t)SMCCC_NOT_SUPPORTED;
		return;
	}
	x[0] = (uint32_t)x[0]; /* no more of it than was looked at */
	x[7] = a->frame.vcpu->vm->secure_id;
	smc_call(x);
	a->started +=
	    sysreg_read(cntpct_el0) - before; /* the secure world's time isn't the extension's */
}

void secure_boot(void)
{
	struct manifest_slice calls = manifest->secure_boot;

	for (uint32_t i = 0; i < calls.count; i++) {
		uint64_t answer = secure_calls((struct manifest_slice){calls.first + i, 1});

		if ((int32_t)answer == SMCCC_NOT_SUPPORTED)
			return;
		if (answer) {
			print("the secure world refuses the system's memory (call %u, answer %x): "
			      "stop\n",
			      (uint64_t)i, answer);
			for (;;)
				wfi();
		}
	}
}

uint64_t secure_calls(struct manifest_slice calls)
{
	for (uint32_t i = 0; i < calls.count; i++) {
		const struct manifest_secure_call *call = &manifest->secure_calls[calls.first + i];
		uint64_t x[8];

		for (unsigned n = 0; n < 8; n++)
			x[n] = call->args[n];
		smc_call(x);
		if (x[0])
			return x[0];
	}
	return 0;
}
