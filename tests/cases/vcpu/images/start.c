/* SPDX-License-Identifier: BSD-3-Clause */
/* Its image lies where a guest's device tree is otherwise: the tree is behind it, as x0 says. */
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
