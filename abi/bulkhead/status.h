/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counters and states that the core keeps while a system runs, for observers from outside: a debugger, `bulkhead top`. They
 * lie in the core's objects, at the offsets that bulkhead_core_header states. Times are ticks of CNTPCT.
 */
#pragma once
#include <bulkhead/hypercall.h>
#include <bulkhead/manifest.h>

/*
 * Status of a core. Its time since `since` isn't counted yet, and belongs to the counter at `counted`:
 * BULKHEAD_COUNTER_TIME of a vCPU, or `idle` of the core itself.
 */
struct bulkhead_cpu_status {
	BULKHEAD_PTR(uint64_t) counted;
	uint64_t since;
	uint64_t now;  /* CNTPCT of the last interrupt after which the same vCPU went on */
	uint64_t idle; /* time without a ready vCPU */
};

/* Life of an extension's instance. */
enum bulkhead_instance_state {
	BULKHEAD_INSTANCE_EMPTY = 0, /* its next request begins with INIT */
	BULKHEAD_INSTANCE_INIT,	     /* INIT runs */
	BULKHEAD_INSTANCE_READY,
	BULKHEAD_INSTANCE_FAILED, /* too many restarts: routes answer errors until a client restarts */
};

/* A VM's ends: all; those by a fault, a panic or a missed watchdog; those by a missed watchdog alone. Modulo their sizes. */
struct bulkhead_ends {
	uint32_t all;
	uint16_t faults, watchdogs;
};

/* Status of a VM, or of an extension's instance, whose `restarts` count INIT. */
struct bulkhead_vm_status {
	uint32_t state; /* enum bulkhead_vm_state */
	uint32_t restarts;
	uint32_t code;	   /* status that the VM gave at its last end: HVC_VM_END */
	uint32_t instance; /* enum bulkhead_instance_state */
	struct bulkhead_ends ends;
};
