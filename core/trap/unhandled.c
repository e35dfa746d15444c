/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/unhandled.h"
#include "extension/forward.h"
#include "machine/trace.h"
#include "vcpu/fault.h"
#include "vcpu/inject.h"
#include "vm/vm.h"

struct frame *exit_unhandled(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	const struct cached_route *p = route_of(v, MANIFEST_CLASS_UNHANDLED, 0);

	v->counters[BULKHEAD_EXIT_FAULT]++;
	if (p)
		return extension_enter_unhandled(v, p, esr, (ipa_t){0});
	inject_undefined(f);
	return f;
}

struct frame *guest_fault(struct vcpu *v, const char *why, uint64_t esr)
{
	v->counters[BULKHEAD_EXIT_FAULT]++;
	trace(BULKHEAD_TRACE_FAULT, v->id, v->config->vm, esr);
	fault_report(v->vm->name, v->config->index, why, esr, &v->frame);
	vm_stop(v->vm, VM_END_FAULT);
	return NULL;
}
