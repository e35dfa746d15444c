/* SPDX-License-Identifier: BSD-3-Clause */
/* This image lies at the address where a guest's device tree usually is. So the tree must be behind the image, where x0 points.
 * */
#include <kit/guest.h>

#define RAM	  0x40000000ull
#define RAM_END	  (RAM + 0x800000)
#define FDT_MAGIC 0xedfe0dd0u /* as it reads, little-endian */

void guest(unsigned cpu)
{
	uint64_t tree = secondary_context;

	(void)cpu;
	check("it runs at the start of RAM", (uint64_t)_start, RAM);
	check("the tree is behind it", tree > (uint64_t)&secondary_context && tree < RAM_END, 1);
	check("it is one", *(const volatile uint32_t *)tree, FDT_MAGIC);
	summary();
}
