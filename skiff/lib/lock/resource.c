/* SPDX-License-Identifier: BSD-3-Clause */
/* Immediate priority ceiling (OSEK/VDX OS 2.2.3, 8.5; Baker: Stack-based scheduling, 1991). */
#include <skiff/lock.h>

void resource_take(struct resource *r)
{
	struct thread *self = thread_self();

	assert(!r->taken);
	r->taken = true;
	r->before = self->base;
	if (r->ceiling > self->base)
		self->base = r->ceiling;
	if (r->ceiling > self->priority)
		self->priority = r->ceiling;
}

void resource_release(struct resource *r)
{
	assert(r->taken);
	r->taken = false;
	thread_set_priority(thread_self(), r->before);
}
