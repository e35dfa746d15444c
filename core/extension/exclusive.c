/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/exclusive.h"
#include "machine/speculation.h"
#include "sched/sched.h"

/* Charge the CPU time at EL0 until now. */
static void charge_budget(struct activation *a)
{
	uint64_t t = sysreg_read(cntpct_el0), used = t - a->started;

	a->budget_left -= used < a->budget_left ? used : a->budget_left;
	a->started = t;
}

/*
 * The wait for another core's section isn't CPU time of the activation: otherwise a neighbour could make the activation
 * overrun. Inside, the activation has at most the section's length.
 */
int exclusive_enter(struct activation *a, uint64_t index)
{
	struct vcpu *v = a->frame.vcpu;
	const struct manifest_exclusive *section;
	uint64_t length;

	if (index >= a->vm->exclusives.count || index >= MANIFEST_EXCLUSIVES_MAX || a->section)
		return BULKHEAD_E_INVALID;
	index = index_nospec(index, MANIFEST_EXCLUSIVES_MAX);
	section = &manifest->exclusives[a->vm->exclusives.first + index];
	sched_set_priority(v->cpu, v, (uint8_t)section->priority);
	charge_budget(a);
	spin_lock(&a->instance->exclusive[index]);
	a->section = (uint8_t)(index + 1);
	v->nonpreemptible = 1;
	a->slow_reply = 1;
	a->started = sysreg_read(cntpct_el0);
	length = ticks(section->length_us);
	a->budget_outside = a->budget_left > length ? a->budget_left - length : 0;
	a->budget_left -= a->budget_outside;
	return BULKHEAD_OK;
}

int exclusive_leave(struct activation *a, uint64_t index)
{
	struct vcpu *v = a->frame.vcpu;

	if (a->section != index + 1)
		return BULKHEAD_E_INVALID;
	a->section = 0;
	v->nonpreemptible = 0;
	spin_unlock(&a->instance->exclusive[index]);
	charge_budget(a);
	a->budget_left += a->budget_outside;
	sched_set_priority(v->cpu, v, v->config->priority);
	return BULKHEAD_OK;
}
