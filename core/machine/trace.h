/* SPDX-License-Identifier: BSD-3-Clause */
/* Trace ring of a core. */
#pragma once
#include <bulkhead/trace.h>
#include "machine/cpu.h"
#include "machine/sysreg.h"

static inline void trace(enum bulkhead_trace_event event, uint32_t a, uint32_t b, uint64_t cause)
{
	struct cpu *c = cpu_current();

	if (!c->trace || !(manifest->trace_events >> event & 1))
		return;
	c->trace[c->trace_next] = (struct bulkhead_trace_entry){
	    .time = sysreg_read(cntpct_el0), .event = event, .a = a, .b = b, .c = cause};
	if (++c->trace_next == manifest->trace_entries)
		c->trace_next = 0;
}
