/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/kick.h"
#include "machine/gic.h"
#include "machine/sysreg.h"

void vcpu_kick(struct vcpu *v, uint32_t request)
{
	struct cpu *c = v->cpu;
	bool here = c == cpu_current();

	__atomic_fetch_or(&v->requests, request, __ATOMIC_RELEASE);
	if (here)
		c->reschedule = 1;
	if (__atomic_exchange_n(&v->in_kick_list, 1, __ATOMIC_ACQ_REL))
		return;
	v->kick_next = __atomic_load_n(&c->kicks, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&c->kicks, &v->kick_next, v, true, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED))
		;
	if (here)
		return;
	dsb(ishst);
	gic->send_kick(c->index);
}
