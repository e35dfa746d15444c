/* SPDX-License-Identifier: BSD-3-Clause */
/* The trace ring: one per core, entries of 32 bytes, written by the core, read from a dump or a
 * mapped page. */
#pragma once
#include <stdint.h>

enum bulkhead_trace_event {
	BULKHEAD_TRACE_NONE = 0,
	BULKHEAD_TRACE_SWITCH,	/* a = global vCPU that runs now (BULKHEAD_NONE: idle) */
	BULKHEAD_TRACE_FORWARD, /* a = global vCPU, b = extension VM, c = request kind */
	BULKHEAD_TRACE_REPLY,	/* a = global vCPU, b = extension VM, c = action */
	BULKHEAD_TRACE_IRQ,	/* a = INTID, b = global vCPU that owns it */
	BULKHEAD_TRACE_VM,	/* a = VM, b = enum bulkhead_vm_state */
	BULKHEAD_TRACE_FAULT,	/* a = global vCPU, b = VM (guest or extension), c = ESR_EL2 */
	BULKHEAD_TRACE_OVERRUN, /* a = global vCPU, b = extension VM */
	BULKHEAD_TRACE_DMA, /* a = StreamID, b = VM (BULKHEAD_NONE: nobody's) | type of the event << 24, c = address */
	BULKHEAD_TRACE_EVENT_COUNT
};
struct bulkhead_trace_entry {
	uint64_t time; /* CNTPCT ticks */
	uint32_t event, a, b, reserved;
	uint64_t c;
};
