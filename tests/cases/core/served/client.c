/* SPDX-License-Identifier: BSD-3-Clause */
/* Client of the service in service.S. */
#include <kit/guest.h>

#define CALL   0xc3000001u
#define ANSWER 7

void guest(unsigned cpu)
{
	uint64_t results[4];

	(void)cpu;
	check("the service's passive entry answers", smc(CALL, 0, results), ANSWER);
	summary();
}
