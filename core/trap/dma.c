/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/dma.h"
#include <arm/smmu.h>
#include "machine/print.h"
#include "machine/smmu.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "sched/sched.h"
#include "vm/vm.h"

#define LOOKED_AT  4 /* events that are read per interrupt */
#define PAGE_SHIFT 12

/* The reasons of events, from F_TRANSLATION on. */
static const char kinds[][14] = {"no page", "address size", "access flag", "no permission"};

static const char *kind(uint32_t type)
{
	uint32_t i = type - EVENT_F_TRANSLATION;

	return i < sizeof(kinds) / sizeof(*kinds) ? kinds[i] : "its stream";
}

/* A transfer makes many events: each page is reported once. */
static void report(const struct smmu_event *e)
{
	static uint64_t told;	   /* the page and event that were reported last */
	static struct rate strays; /* lines about streams without an owner */
	uint64_t place = e->address >> PAGE_SHIFT << PAGE_SHIFT | (uint64_t)e->read << 8 | e->type;
	uint32_t id = e->vm ? vm_id(e->vm) : BULKHEAD_NONE >> 8;
	struct vm *s = e->vm ? vm_state(id) : NULL;

	trace(BULKHEAD_TRACE_DMA, e->stream, id | e->type << 24, e->address);
	if (place == told || !rate_allows(s ? &s->logged : &strays, counter_hz, REFUSALS_LOGGED))
		return;
	told = place;
	print("%s: stream %x: %s %x refused: %s (event %x)\n", e->vm ? e->vm->name : "nobody",
	      (uint64_t)e->stream, e->read ? "read of" : "write to", e->address, kind(e->type),
	      (uint64_t)e->type);
}

void dma_events(struct cpu *c)
{
	uint64_t start = sysreg_read(cntpct_el0);
	struct smmu_event event;

	for (uint32_t i = 0; i < LOOKED_AT && smmu_event(i, &event); i++) {
		const struct manifest_vm *vm = event.vm;

		report(&event);
		if (vm && vm->vcpus.count && vcpu_state(vm->vcpus.first)->cpu == c)
			sched_charge(c, vcpu_state(vm->vcpus.first), start);
		start = sysreg_read(cntpct_el0);
	}
	smmu_drop_events();
}
