/* SPDX-License-Identifier: BSD-3-Clause */
#include "timing.h"
#include <stddef.h>
#include <stdlib.h>
#include "builder.h"
#include "mutate.h"

/* Does exactly this deadline of guest 0 hold, and the next smaller one not? */
static unsigned expect(struct mutant *m, uint32_t response, const char *what)
{
	unsigned wrong = 0;

	for (uint32_t deadline = response - 1; deadline <= response; deadline++) {
		POKE_DECLARED(m, &m->system.declared_vms[0], deadline_us, deadline);
		mutant_seal(m);
		if ((mutant_finds(m, VERIFY_DEADLINE) == 0) != (deadline == response)) {
			printf(
			    "  %s: a deadline of %u us is judged wrongly, the response is %u us\n",
			    what, deadline, response);
			wrong++;
		}
	}
	return wrong;
}

unsigned timing_check(void)
{
	/*
	 * Two guests on one CPU, 10 us in each 200 us, equal priority. The core's masked path M is 4.14 us, of which
	 * 0.14 us are the guest's extension; an event of the other vCPU 0.7 us: it wakes once, and its budget comes round
	 * (twice at most in a short window). The log's part is 2 us, twice at most in a short window.
	 */
	struct built built = built_image(2, 1, 8);
	struct mutant m;
	unsigned wrong = 0;

	if (!mutant_open(&m, built.data, built.size, "timing"))
		return 1;
	/* R = M + 10 + M + 3 * 0.7 + 4 + ceil((R + 190) / 200) (10 + M): 52.52. */
	wrong += expect(&m, 53, "equal priority");
	mutant_undo(&m);

	/* The other one below, with a secure call of 7 us: R = (7 + M) + 10 + M + 2.1 + 4: 31.38. */
	POKE(&m, &m.system.vcpus[1], priority, 5);
	POKE(&m, &m.system.routes[2], secure_us, 7);
	wrong += expect(&m, 32, "blocking by a secure call");
	mutant_undo(&m);

	/* The other one above: each of its budgets may run over by its secure call.
	 * R = M + 10 + M + 2.1 + 4 + ceil((R + 190) / 200) (10 + 7 + M): 66.66. */
	POKE(&m, &m.system.vcpus[1], priority, 20);
	POKE(&m, &m.system.routes[2], secure_us, 7);
	wrong += expect(&m, 67, "overrun by a secure call");
	mutant_undo(&m);

	/* Above, 60 us in each 100 us: R = M + 10 + M + 4 * 0.7 + 4 + ceil((R + 40) / 100) (60 + M): 153.36. */
	POKE(&m, &m.system.vcpus[1], priority, 20);
	POKE(&m, &m.system.vcpus[1], budget_us, 60);
	POKE(&m, &m.system.vcpus[1], period_us, 100);
	wrong += expect(&m, 154, "two periods");
	mutant_undo(&m);

	/*
	 * Below, with a watchdog of 20 us: it may end its VM each time. R = M + 10 + M + 4 + (1 + 2) 0.7
	 * + (R / 20 + 2) 1.4: 28.58.
	 */
	POKE(&m, &m.system.vcpus[1], priority, 5);
	POKE(&m, &m.system.vms[1], watchdog_us, 20);
	wrong += expect(&m, 29, "timers of a lower priority");
	mutant_undo(&m);

	/*
	 * Below, and two listeners hear of each end and start, 0.14 us each: M is 4.42 us.
	 * R = M + 10 + M + 2.1 + 4: 24.94.
	 */
	POKE(&m, &m.system.vcpus[1], priority, 5);
	for (unsigned i = 0; i < 2; i++)
		POKE(&m, &m.system.vms[i], channels.count,
		     0); /* whose interrupts become the listeners' */
	mutant_poke(&m, m.manifest + offsetof(struct bulkhead_manifest, events.count), 2, 4);
	wrong += expect(&m, 25, "listeners");
	mutant_undo(&m);

	/* Alone above, but its own secure call lasts longer than its period: no deadline holds. */
	POKE(&m, &m.system.vcpus[1], priority, 5);
	POKE(&m, &m.system.routes[0], secure_us, 500);
	POKE_DECLARED(&m, &m.system.declared_vms[0], deadline_us, 100000);
	mutant_seal(&m);
	if (!mutant_finds(&m, VERIFY_DEADLINE)) {
		printf("  a response beyond the period passes\n");
		wrong++;
	}
	mutant_undo(&m);

	mutant_close(&m);
	free(built.data);
	return wrong;
}
