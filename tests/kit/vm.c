/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine below a guest, here a VM of Bulkhead. Other machines have their own psci() and console_write(). */
#include "guest.h"

void hvc(uint64_t x[8])
{
	register uint64_t x0 __asm__("x0") = x[0];
	register uint64_t x1 __asm__("x1") = x[1];
	register uint64_t x2 __asm__("x2") = x[2];
	register uint64_t x3 __asm__("x3") = x[3];
	register uint64_t x4 __asm__("x4") = x[4];
	register uint64_t x5 __asm__("x5") = x[5];
	register uint64_t x6 __asm__("x6") = x[6];
	register uint64_t x7 __asm__("x7") = x[7];

	__asm__ volatile("hvc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 : "r"(x4), "r"(x5), "r"(x6), "r"(x7)
			 : "memory");
	x[0] = x0;
	x[1] = x1;
	x[2] = x2;
	x[3] = x3;
}

uint64_t psci(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3)
{
	uint64_t x[8] = {fid, a1, a2, a3};

	hvc(x);
	return x[0];
}

void console_write(const char *text, unsigned length)
{
	while (length) {
		uint64_t x[8] = {BULKHEAD_HVC_CONSOLE_WRITE};
		char *bytes = (char *)&x[2];

		for (; length && x[1] < BULKHEAD_CONSOLE_BYTES_MAX; x[1]++, length--)
			bytes[x[1]] = *text++;
		for (unsigned n = x[1], tries = BULKHEAD_CONSOLE_TRIES; tries; tries--) {
			hvc(x);
			if ((int64_t)x[0] != BULKHEAD_E_BUSY)
				break;
			x[0] = BULKHEAD_HVC_CONSOLE_WRITE;
			x[1] = n;
		}
	}
}

uint64_t vm_state(uint64_t vm, uint64_t *restarts)
{
	uint64_t x[8] = {BULKHEAD_HVC_VM_STATE, vm};

	hvc(x);
	if (restarts)
		*restarts = x[1];
	return x[0];
}

int vm_runs(uint64_t vm)
{
	uint64_t state = vm_state(vm, 0);

	return state == BULKHEAD_VM_RUNNING || state == BULKHEAD_VM_STOPPING;
}
