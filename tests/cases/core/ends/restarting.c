/* SPDX-License-Identifier: BSD-3-Clause */
/* Reports in each life that it can't go on. Only 32 bits of the status count. */
#include <kit/guest.h>

void guest(unsigned cpu)
{
	(void)cpu;
	hvc((uint64_t[8]){BULKHEAD_HVC_VM_END, BULKHEAD_END_PANIC, ~0ull});
	check("it goes on", 0, 1);
}
