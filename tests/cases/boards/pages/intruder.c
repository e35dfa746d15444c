/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that owns no device reads and writes each register: each access must be refused. */
#include "pages.h"

void guest(unsigned cpu)
{
	uint64_t end = now() + ticks(OWNER_READS_MS * 1000), before;

	(void)cpu;
	while (now() < end)
		;
	exceptions_ignore();
	before = exceptions_ignored();
	for (unsigned page = 0; page < PAGES; page++)
		for (uint64_t at = 0; at < pages[page].size; at += 4) {
			volatile uint32_t *reg = (volatile uint32_t *)(pages[page].base + at);

			(void)*reg;
			*reg = 0xa5a5a5a5;
		}
	check("accesses refused", exceptions_ignored() - before, 2ull * REGISTERS);
	summary();
}
