/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/notify.h"
#include "extension/instance.h"

void notify_eager(struct vcpu *v)
{
	for (struct activation *a = v->activations; a; a = a->next)
		if (a->config->flags & MANIFEST_ACTIVATION_EAGER)
			activation_ring(a);
}

static struct frame *begin(struct vcpu *v, struct activation *a)
{
	struct cpu *c = v->cpu;

	el0_save(&v->el0);
	a->caller = &v->frame;
	a->kind = BULKHEAD_REQUEST_NOTIFY;
	activation_load(a);
	if (activation_enter_instance(a, a->vm, c))
		return activation_notice(a, BULKHEAD_REQUEST_NOTIFY);
	return instance_prepare(a);
}

struct frame *notify_enter(struct vcpu *v)
{
	struct activation *a = v->activations;

	/* Clear the request before reading the flags, so that a ring in between is seen at the next turn. */
	__atomic_fetch_and(&v->requests, ~VCPU_REQUEST_NOTIFY, __ATOMIC_ACQ_REL);
	while (a && !__atomic_exchange_n(&a->notified, false, __ATOMIC_ACQ_REL))
		a = a->next;
	if (!a)
		return NULL;
	/* Other activations may have been rung for: look for them when this one has replied. */
	__atomic_fetch_or(&v->requests, VCPU_REQUEST_NOTIFY, __ATOMIC_RELAXED);
	return begin(v, a);
}
