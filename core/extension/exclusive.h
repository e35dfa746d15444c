/* SPDX-License-Identifier: BSD-3-Clause */
/* Exclusive sections: an activation runs at a ceiling priority, for a bounded time, and other cores wait for it in turn. */
#pragma once
#include "extension/activation.h"

/*
 * While an activation runs INIT: other clients can't wait for one that is preempted. Where there are none, it has its client's
 * priority, since it may take long: a mediator ends there what an earlier instance left in the secure world.
 */
static inline uint8_t init_priority(const struct activation *a)
{
	return a->vm->clients.count > 1 ? PRIORITIES - 1 : a->frame.vcpu->config->priority;
}

/* Enter or leave section `index` of the extension of `a`: BULKHEAD_OK, E_INVALID. */
int exclusive_enter(struct activation *a, uint64_t index);
int exclusive_leave(struct activation *a, uint64_t index);
