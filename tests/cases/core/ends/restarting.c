/* SPDX-License-Identifier: BSD-3-Clause */
/* Can't go on in any of its lives. Of the status, 32 bits count. */
#include <kit/guest.h>

void guest(unsigned cpu)
{
	(void)cpu;
	hvc((uint64_t[8]){BULKHEAD_HVC_VM_END, BULKHEAD_END_PANIC, ~0ull});
	check("it goes on", 0, 1);
}
