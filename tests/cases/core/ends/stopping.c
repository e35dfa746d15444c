/* SPDX-License-Identifier: BSD-3-Clause */
/* Reports that it can't go on. Its description has no policy for that, so it stays stopped. */
#include <kit/guest.h>

void guest(unsigned cpu)
{
	(void)cpu;
	hvc((uint64_t[8]){BULKHEAD_HVC_VM_END, BULKHEAD_END_PANIC, 4});
	check("it goes on", 0, 1);
}
