/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of an extension that another client crashes. It measures how long a call takes at most. */
#include <kit/guest.h>

#define CALL	  0xc3000000
#define WINDOW_US 100000
#define LATE_US	  6000 /* an initialisation takes 2 ms; another one may have to end before it */

void guest(unsigned cpu)
{
	uint64_t longest = 0, calls = 0, errors = 0, end = now() + ticks(WINDOW_US);

	(void)cpu;
	for (; now() < end; calls++) {
		uint64_t t = now();

		errors += smc(CALL, 0, 0) != CALL;
		t = now() - t;
		longest = t > longest ? t : longest;
	}

	put("client: ");
	put_number(calls);
	put(" calls, ");
	put_number(errors);
	put(" errors, longest ");
	put_number(longest * 1000000 / read_sysreg(cntfrq_el0));
	put(" us\n");
	check("no call waits for the budget of another client", longest <= ticks(LATE_US), 1);
	check("it was served", calls > 100, 1);
	summary();
}
