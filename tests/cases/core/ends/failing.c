/* SPDX-License-Identifier: BSD-3-Clause */
/* Ends by itself with a status other than 0. Undefined ways to end are refused. */
#include <kit/guest.h>

void guest(unsigned cpu)
{
	uint64_t x[8] = {BULKHEAD_HVC_VM_END, BULKHEAD_END_PANIC + 1, 9};

	(void)cpu;
	hvc(x);
	check_quietly("an end that isn't defined", x[0], (uint64_t)BULKHEAD_E_INVALID);
	hvc((uint64_t[8]){BULKHEAD_HVC_VM_END, BULKHEAD_END_OFF, 3});
	check("it goes on", 0, 1);
}
