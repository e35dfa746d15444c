/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtual CPU, and its VM at run time. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/manifest.h>
#include "machine/address.h"
#include "machine/cpu.h"
#include "machine/rate.h"
#include "machine/spinlock.h"
#include "vcpu/frame.h"
#include "vcpu/vgic_state.h"

/*
 * Registers that a guest sets and that have an effect at EL0: replaced while an activation runs
 * (docs/internals/architecture.md).
 */
struct el0_context {
	uint64_t tcr_el1, sctlr_el1, mdscr_el1, cntkctl_el1, tpidr_el0, tpidrro_el0, sp_el0;
};

#define DEBUG_SLOTS 16 /* the most that a core of the architecture has */
#define DEBUG_KINDS 4  /* value and control of a breakpoint, of a watchpoint */

/* Debug registers as the guest has written them: vcpu/debug.h. */
struct debug_registers {
	uint64_t slot[DEBUG_KINDS][DEBUG_SLOTS];
	uint32_t mdscr;
	bool os_lock, double_lock;
};

#define PMU_COUNTERS_MAX 31

/* Performance monitors of a VM that has them: vcpu/pmu.h. */
struct pmu_registers {
	uint64_t pmcr, enabled, interrupts, overflows, selected, user, cycles, cycles_filter;
	uint64_t count[PMU_COUNTERS_MAX], type[PMU_COUNTERS_MAX];
};

/* The other EL1 registers: saved only when the core goes on with another vCPU. */
struct el1_context {
	uint64_t optional;  /* CONTEXT_*: which of the registers from `apkey` on are switched */
#define CONTEXT_OPTIONAL 1u /* apkey, tpidr2_el0, or as CONTEXT_DEBUG says */
#define CONTEXT_FP	 2u
#define CONTEXT_DEBUG	 4u /* break- and watchpoints; only loaded, as they are kept in `debug` */
	/* `csselr` is the first because it is never read in a pair. */
	uint64_t csselr, ttbr0, ttbr1, mair, amair, vbar, cpacr, contextidr, tpidr, par, esr, far,
	    afsr0, afsr1, elr;
	uint64_t spsr, sp, cntv_cval, cntv_ctl, cntp_cval, cntp_ctl;
	uint64_t apkey[10];  /* pointer-authentication keys, where present */
	uint64_t tpidr2_el0; /* where SME is, whether a guest may use it or not */
	uint64_t fpcr, fpsr;
	__uint128_t q[32];
	struct debug_registers debug;
	struct pmu_registers pmu;
};

/* A route as a vCPU uses it: found at the first request, so that the next needs no search. */
struct cached_route {
	uint64_t first, size;	 /* keys that the route covers; size 0: no route yet */
	uint64_t header, budget; /* x0 of its requests; ticks of CPU time */
	const struct manifest_route *route;
	struct activation *activation;
};

enum vcpu_state {
	VCPU_OFF = 0,  /* not started, or parked */
	VCPU_READY,    /* in a ready queue, or running */
	VCPU_BLOCKED,  /* in WFI */
	VCPU_DEPLETED, /* waits for its budget, or, its slice over, behind equals' expired timers */
};

/* Power state as PSCI defines it. */
enum vcpu_power { VCPU_NOT_ON = 0, VCPU_ON, VCPU_ON_PENDING };

/* Requests from other cores, bits of vcpu.requests; served by the vCPU's own core. */
#define VCPU_REQUEST_START     1u
#define VCPU_REQUEST_STOP      2u
#define VCPU_REQUEST_INTERRUPT 4u /* something for its vGIC is pending */
#define VCPU_REQUEST_LEAVE     8u /* leave an extension that re-initialises */
/* Enter the activations that were rung for; stays until all have been entered. */
#define VCPU_REQUEST_NOTIFY 16u
#define VCPU_REQUEST_LIFE   32u /* the VM's first vCPU: do the next step of its end or start */
#define VCPU_REQUEST_END    64u /* the VM ends: tell two others, then stop */

struct vcpu {
	struct frame frame; /* first: SP_EL2 points here */
	/* Scheduler. The fields from here to `routes` are read in pairs, so they lie within a pair's offset. */
	struct vcpu *ready[READY_ENDS]; /* its neighbours in its queue */
	uint64_t budget, period;	/* ticks; budget 0: unlimited */
	uint64_t budget_left, period_start, started;
	uint64_t slice_left; /* ticks of its slice that are left when it runs again */
	struct el0_context el0;
	struct cached_route routes[MANIFEST_CLASS_COUNT]; /* the route that was used last */
	uint64_t hcr_el2; /* HCR_EL2 of the guest, with DC set while the VM loads */
	const struct manifest_vcpu *config;
	const struct manifest_vm *vm;
	struct vm *vm_state;
	struct cpu *cpu;
	struct frame *active; /* frame to resume: its own, or that of its innermost activation */
	/* list of its activations: one in each extension that its requests may reach */
	struct activation *activations;
	uint32_t id;		 /* global index */
	uint8_t state, priority; /* enum vcpu_state; effective priority */
	uint8_t on;		 /* enum vcpu_power */
	uint32_t requests;	 /* atomic */
	uint32_t in_kick_list;	 /* atomic: it is in its core's kick list */
	struct vcpu *kick_next;	 /* atomic */
	/*
	 * The vCPU is in an exclusive section: neither its budget nor its slice ends its turn. Its priority is at least that of
	 * every vCPU that could wait for the section, and it leaves the section in bounded time.
	 */
	uint8_t nonpreemptible;
	uint8_t life; /* its turn is for the VM's end and start, not for the guest: see vm_life() */
	uint32_t timer_slot; /* position in the timer queue + 1, 0: not in it */
	uint32_t watchdog_slot;
	/* PSCI CPU_ON. */
	ipa_t start_entry;
	uint64_t start_argument;
	uint64_t counters[BULKHEAD_COUNTER_COUNT];
	struct vgic_vcpu vgic;
	struct el1_context el1;
};

#define REFUSALS_LOGGED 3 /* log lines: in a second, or about what recurs, since a start */

/* Run-time state of a VM, or of an extension instance. */
struct vm {
	struct spinlock vgic_lock;
	uint32_t reset_step;   /* the next step of vgic_vm_reset_step() */
	uint32_t vgic_enabled; /* GICD_CTLR group 1 enable as the guest sees it */
	struct bulkhead_vm_status status;
	/* atomic: vCPUs that aren't parked, plus 1 while the VM runs, plus, when it ends, those that haven't heard of the end */
	uint32_t running;
	uint32_t then; /* enum vm_end: what follows when the last vCPU is parked */
	/* CNTPCT after which waiting extensions aren't asked again; 0: none was asked */
	uint64_t drain_end;
	uint32_t refusals;    /* aborts injected since its start: the first few are logged */
	struct rate restarts; /* after faults */
	uint64_t began;	      /* CNTPCT of its last start */
	struct rate logged;   /* limit of the log's lines about this VM */
	uint64_t watchdog_deadline;
	/* Extension instance. A service has both lives: they are counted apart. */
	/* atomic: the activation in which INIT runs, or waits: INIT_IN(), INIT_WAITS */
	uint32_t init;
	struct rate instance_restarts;
	uint32_t partition; /* in the secure world, of an extension's only client (instance.c) */
	uint32_t generation;
	uint32_t last; /* the next INIT is the last one: the instance fails when it has replied */
	struct spinlock exclusive[MANIFEST_EXCLUSIVES_MAX];
	struct spinlock lock;
};

/* The vCPU that owns frame `f`, a guest's frame. */
static inline struct vcpu *vcpu_of(struct frame *f)
{
	return (struct vcpu *)f;
}

static inline bool vcpu_in_extension(const struct vcpu *v)
{
	return v->active != &v->frame;
}
static inline struct vcpu *vcpu_state(uint32_t id)
{
	return (struct vcpu *)(manifest->vcpu_states + id * sizeof(struct vcpu));
}
static inline struct vm *vm_state(uint32_t id)
{
	return (struct vm *)(manifest->vm_states + id * sizeof(struct vm));
}
static inline uint32_t vm_id(const struct manifest_vm *vm)
{
	return (uint32_t)(vm - manifest->vms);
}

/*
 * Result of an exception's handler: the frame to resume, or NULL if the core has to choose what runs (run_next()). Here
 * NULL if something has happened that may change the choice.
 */
static inline struct frame *frame_or_choose(const struct cpu *c, struct frame *f)
{
	return c->reschedule ? NULL : f;
}
