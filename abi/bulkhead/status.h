/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the core counts while a system runs, for those who look from outside: a debugger, `bulkhead top`. It lies in the
 * core's objects; bulkhead_core_header says where in each. Times are ticks of CNTPCT.
 */
#pragma once
#include <bulkhead/hypercall.h>
#include <bulkhead/manifest.h>

/*
 * Of a core: its time since `since` isn't counted yet and belongs to the counter at `counted`: BULKHEAD_COUNTER_TIME of a
 * vCPU, or `idle` of the core itself.
 */
struct bulkhead_cpu_status {
	BULKHEAD_PTR(uint64_t) counted;
	uint64_t since;
	uint64_t now;  /* the last interrupt after which what ran went on: CNTPCT has reached it */
	uint64_t idle; /* time without a vCPU that could run */
};

/* Life of an extension's instance. */
enum bulkhead_instance_state {
	BULKHEAD_INSTANCE_EMPTY = 0, /* its next request begins with INIT */
	BULKHEAD_INSTANCE_INIT,	     /* INIT runs */
	BULKHEAD_INSTANCE_READY,
	BULKHEAD_INSTANCE_FAILED, /* too many restarts: routes answer errors until a client restarts */
};

/* How often a VM has ended; of these, by a fault, a panic or a missed watchdog; and the last alone. Modulo their sizes. */
struct bulkhead_ends {
	uint32_t all;
	uint16_t faults, watchdogs;
};

/* Of a VM, or of an extension's instance, whose `restarts` are those of INIT. */
struct bulkhead_vm_status {
	uint32_t state; /* enum bulkhead_vm_state */
	uint32_t restarts;
	uint32_t code;	   /* that it gave when it ended: HVC_VM_END */
	uint32_t instance; /* enum bulkhead_instance_state */
	struct bulkhead_ends ends;
};
