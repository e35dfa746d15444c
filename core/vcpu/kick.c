/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/kick.h"
#include "machine/gic.h"
#include "machine/sysreg.h"

/*
 * A vCPU that is ready but doesn't run needs no interrupt: its core looks at its requests when it runs next.
 * `current` is read before `state`, since a vCPU that begins to wait stops being current last. Both are read after
 * the request is visible to begin_run().
 */
static bool looks_later(const struct vcpu *v)
{
	const struct vcpu *current;
	uint8_t state;

	dmb(ish);
	current = __atomic_load_n(&v->cpu->current, __ATOMIC_ACQUIRE);
	state = __atomic_load_n(&v->state, __ATOMIC_RELAXED);
	return current != v && (state == VCPU_READY || state == VCPU_DEPLETED);
}

void vcpu_kick(struct vcpu *v, uint32_t request)
{
	struct cpu *c = v->cpu;
	struct vcpu *before;
	bool here = c == cpu_current();

	__atomic_fetch_or(&v->requests, request, __ATOMIC_RELEASE);
	if (here)
		c->reschedule = 1;
	else if (!(request & ~(VCPU_REQUEST_INTERRUPT | VCPU_REQUEST_NOTIFY)) && looks_later(v))
		return;
	if (__atomic_exchange_n(&v->in_kick_list, 1, __ATOMIC_ACQ_REL))
		return;
	/* The core of `v` doesn't take `before` out until `v` stands behind it (take_kick()). */
	v->kick_next = NULL;
	before = __atomic_exchange_n(&c->last_kick, v, __ATOMIC_ACQ_REL);
	__atomic_store_n(before ? &before->kick_next : &c->kicks, v, __ATOMIC_RELEASE);
	if (here)
		return;
	dsb(ishst);
	gic->send_kick(c->index);
}
