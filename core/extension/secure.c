/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/secure.h"
#include <arm/smccc.h>
#include "machine/print.h"
#include "machine/smc.h"

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
	x[0] = (uint32_t)x[0]; /* only the bits that the filter compared */
	x[7] = a->frame.vcpu->vm->secure_id;
	smc_call(x);
	/* The secure world's time isn't the extension's. */
	a->started += sysreg_read(cntpct_el0) - before;
}

void secure_boot(void)
{
	struct manifest_slice calls = manifest->secure_boot;

	for (uint32_t i = 0; i < calls.count; i++) {
		uint64_t answer = secure_call_each((struct manifest_slice){calls.first + i, 1});

		if ((int32_t)answer == SMCCC_NOT_SUPPORTED)
			return;
		if (answer) {
			print("the secure world refuses the system's memory (call %u, answer %x): "
			      "stop\n",
			      (uint64_t)i, answer);
			print_stop();
		}
	}
}

uint64_t secure_call_each(struct manifest_slice calls)
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
