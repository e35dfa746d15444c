/* SPDX-License-Identifier: BSD-3-Clause */
/* A physical core: what it runs, its ready queues and its timer queue. */
#pragma once
#include <stdint.h>
#include <bulkhead/manifest.h>
#include <bulkhead/status.h>
#include <bulkhead/trace.h>

#define PRIORITIES 64
/* An end of a ready queue, and the direction towards that end. */
enum ready_end { READY_HEAD, READY_TAIL, READY_ENDS };

struct vcpu;

struct timer_entry {
	uint64_t deadline;
	uint32_t *slot; /* where its vCPU notes the entry's place */
};

/* Binary heap by deadline, in memory that the compiler reserved. */
struct timer_queue {
	struct timer_entry *heap;
	uint32_t count;
};

#define CPU_LOG_WORDS 512 /* power of two */

/* A core's log: messages that no core has sent to the UART yet (machine/print.h). */
struct cpu_log {
	uint64_t due; /* CNTPCT at which this core must send some of the log; UINT64_MAX: no need */
	uint64_t not_before; /* CNTPCT before which this core needn't send any more */
	uint32_t head, tail; /* atomic; in words; both only count up */
	uint32_t reserved;   /* `head` when the message that is being written is whole */
	uint32_t lost;	     /* atomic: messages lost for lack of room */
	uint64_t ring[CPU_LOG_WORDS];
};

struct cpu {
	uint32_t index;
	uint32_t online;
	/* its branch predictor must be invalidated between VMs (errata.c) */
	uint32_t predictor_shared;
	/* its branch history must be cleared at entries: by a loop of so many turns, or (0) by the firmware */
	uint32_t history_shared, history_turns;
	/* SMCCC_ARCH_FEATURES of ARCH_WORKAROUND_1..3 for guests on it */
	int32_t workaround_1, workaround_2, workaround_3;
	const struct manifest_cpu *config;
	struct vcpu *current; /* scheduled vCPU, NULL: idle */
	struct vcpu *loaded;  /* the vCPU whose EL1 state is in the registers */
	struct vcpu *leaver;  /* the vCPU that began to wait, and pays for the switch to the next */
	const struct manifest_vm *inside; /* extension that this core is in, NULL: none */
	struct bulkhead_cpu_status status;
	/* atomic: the first and the last of the vCPUs to look at, in the order of their kicks; NULL: none */
	struct vcpu *kicks, *last_kick;
	uint32_t kicks_later; /* the rest of `kicks` waits for an interrupt, which is on its way */
	uint64_t ready_bits;  /* priorities with ready vCPUs */
	uint64_t timer_bits;  /* priorities whose timer queue isn't empty */
	struct timer_queue watchdogs;
	uint32_t trace_next;
	uint32_t reschedule; /* a vCPU of higher priority became ready */
	/* CNTPCT: log.due, or when a broadcast interrupt that was passed on may come again */
	uint64_t upkeep;
	uint64_t charged_until; /* CNTPCT until which a vCPU has been charged */
	/* CNTPCT of the interrupt that may have ended the running vCPU's turn */
	uint64_t interrupted;
	uint64_t left;		 /* CNTPCT since which `leaver` hasn't been charged */
	uint64_t edge;		 /* SCHED_EDGE_NS in ticks */
	uint64_t slice;		 /* SCHED_SLICE_US in ticks */
	uint64_t slice_deadline; /* of the running vCPU, when another of its priority is ready */
	uint64_t deadline;	 /* as programmed into CNTHP_CVAL_EL2 */
	/* CNTPCT: an activation whose budget ends later needs neither timer nor trace at its start */
	uint64_t note_before;
	struct bulkhead_trace_entry *trace;
	/* The arrays come last, so that fields that are read in pairs are within a pair's offset. */
	struct vcpu *ready[READY_ENDS][PRIORITIES];
	struct timer_queue timers[PRIORITIES]; /* of vCPUs, by priority as configured */
	struct cpu_log log;
};

/* The first bytes of the core's image (boot/entry.S). */
extern const struct bulkhead_core_header core_header;
extern const struct bulkhead_manifest *manifest;
extern uint32_t counter_hz;
extern uint32_t booted; /* the first core has set up what all cores share */

/* Microseconds in ticks of the machine's counter. */
static inline uint64_t ticks(uint64_t us)
{
	return us * counter_hz / 1000000;
}

/* The core this runs on: TPIDR_EL2. */
#ifdef __aarch64__
static inline struct cpu *cpu_current(void)
{
	struct cpu *c;

	__asm__("mrs %0, tpidr_el2" : "=r"(c));
	return c;
}
#else
extern struct cpu *fake_cpu; /* host build of the unit tests */
static inline struct cpu *cpu_current(void)
{
	return fake_cpu;
}
#endif
