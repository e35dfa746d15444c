/* SPDX-License-Identifier: BSD-3-Clause */
/* The owner of the pages compares each register with what it was before the intruder came. */
#include "pages.h"

#define INTRUDER 1 /* this VM's index in the description */

static uint32_t value[REGISTERS];

/* Registers that QEMU's model lacks read as 0. */
static uint32_t read_register(uint64_t at)
{
	uint64_t before = exceptions_ignored();
	uint32_t there = *(volatile uint32_t *)at;

	return exceptions_ignored() == before ? there : 0;
}

/* Reads the registers into `value`. Returns how many differ from what was there. */
static uint64_t read_all(void)
{
	uint64_t differ = 0;
	unsigned i = 0;

	for (unsigned page = 0; page < PAGES; page++)
		for (uint64_t at = 0; at < pages[page].size; at += 4, i++) {
			uint32_t now_there = read_register(pages[page].base + at);

			differ += now_there != value[i];
			value[i] = now_there;
		}
	return differ;
}

void guest(unsigned cpu)
{
	uint64_t marks;

	(void)cpu;
	exceptions_ignore();
	marks = read_all();
	put("registers that the model lacks: ");
	put_number(exceptions_ignored());
	put(", that aren't 0: ");
	put_number(marks);
	put("\n");
	check("some registers aren't 0", marks > 0, 1);
	check("nothing changes by itself", read_all(), 0);
	while (vm_runs(INTRUDER))
		;
	check("nothing has changed", read_all(), 0);
	summary();
}
