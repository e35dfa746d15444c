/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Activations: one client vCPU inside one extension, at EL0 with the extension's stage 2 (docs/internals/architecture.md).
 * Functions that switch the registers between guest and activation, and decide which of them runs.
 */
#pragma once
#include <arm/esr.h>
#include <bulkhead/request.h>
#include "machine/sysreg.h"
#include "vcpu/access.h"
#include "vcpu/registers.h"
#include "vcpu/vcpu.h"

/* One client vCPU inside one extension. */
struct activation {
	struct frame frame;	    /* first: SP_EL2 points here while it runs */
	uint64_t sp_el0, tpidr_el0; /* while it is suspended */
	const struct manifest_activation *config;
	const struct manifest_vm *vm; /* the extension */
	struct vm *instance;
	struct activation *next;	    /* next activation of the same vCPU */
	ipa_t entry, stack_top;		    /* in the extension, which runs with stage 1 off */
	const struct manifest_route *route; /* of the request */
	struct frame *caller; /* resumed by its reply: the guest's frame, or another activation's */
	uint64_t far;	      /* of the client's access, for an injected abort */
	uint64_t budget_left, started; /* ticks of CPU time at EL0 */
	uint64_t budget_outside;       /* in an exclusive section: the budget left for after it */
	uint32_t generation;	       /* of the instance when it was entered */
	bool notified;		       /* atomic: a doorbell rang since its last NOTIFY */
	/* of the trapped instruction: SAS, SSE, SRT, SF, WNR as in a data abort; ACCESS_* */
	uint32_t access;
	union {
		struct {
			uint8_t vmid_shared;	  /* with another VM on this core */
			uint8_t predictor_shared; /* with all VMs on this core (errata.c) */
		};
		uint16_t entry_work; /* any of them: an entry has more to do */
	};
	/* of a client's first vCPU: the client has ended, and the extension is told */
	uint8_t gone;
	uint8_t kind;	    /* enum bulkhead_request */
	uint8_t slow_reply; /* the reply needs more work than results for the guest */
	uint8_t section;    /* index + 1 of the exclusive section that it is in, 0: none */
};

/* Bits of `access` for an exception that the catch-all route takes. */
#define ACCESS_ABORT	   (1u << 31) /* a data or instruction abort */
#define ACCESS_INSTRUCTION (1u << 30) /* an instruction abort */
#define ACCESS_SHORT	   (1u << 29) /* of an instruction of 16 bits */

#define REQUEST_ARGUMENTS 8 /* x1..x8 */

/*
 * The activation in which an instance's INIT runs. With INIT_WAITS it has given way to another vCPU of its core or is
 * out of budget, and another client that waits for the instance continues it. The core that changes this word
 * atomically has the INIT: the activation's own core, to run it again, or the core of the other client.
 */
#define INIT_IN(a) ((uint32_t)((a)->config - manifest->activations) + 1)
#define INIT_WAITS (1u << 31)

static inline struct activation *activation_state(uint32_t id)
{
	return (struct activation *)(manifest->activation_states + id * sizeof(struct activation));
}

/* Initialise activation `id` of the manifest, at boot. */
void activation_init(uint32_t id);
/* Make every entry into and return from the activations of this core's vCPUs invalidate the branch predictor (errata.c). */
void activation_share_predictor(const struct cpu *c);

/* Invalidate the state that `a` shares with the code that ran before: TLB entries of its VMID, the core's branch predictor. */
void activation_separate(const struct activation *a);
/* Load registers and stage 2 of the extension, over those of the guest or of another activation. */
void activation_load(const struct activation *a);
/* Resume the activation of the loaded vCPU; suspend it for another vCPU or for an activation that it calls. */
void activation_resume(struct activation *a);
void activation_suspend(struct activation *a);
/* Continue in `a`, whose client waits for it, the INIT that waits in `from`. @return its frame */
struct frame *activation_take_over(struct activation *a, const struct activation *from);
/* Return from `a` to its caller: load the caller's registers and make it the one to resume. */
struct frame *activation_return(struct activation *a);
/* Begin `a` with a request of the core itself: INIT, CLIENT_GONE or NOTIFY. Its registers and stage 2 are loaded. */
struct frame *activation_notice(struct activation *a, enum bulkhead_request kind);
/* Make the client's vCPU enter `a` with NOTIFY. May be called by any core in any context; several rings merge into one. */
void activation_ring(struct activation *a);
/* The activation was rung for, and has not been entered since. */
static inline bool activation_notify_due(const struct activation *a)
{
	return __atomic_load_n(&a->notified, __ATOMIC_ACQUIRE);
}
/* NOTIFY of `a` couldn't begin, or ended with a fault: request NOTIFY again as soon as interrupts have been taken. */
void activation_ring_again(struct activation *a);
/* Make the client execute the instruction that made the request again. */
void activation_rewind(struct activation *a);
/* End an access that frame `g` has made: a load yields `value`. */
static inline void activation_answer_access(const struct activation *a, struct frame *g,
					    uint64_t value)
{
	if (!(a->access & ISS_WNR))
		frame_write(g, ISS_SRT(a->access), mmio_extend(value, a->access));
	frame_skip(g, 4);
}
/* End a request of the client's own frame by the route's error, without an answer of the extension. */
void activation_answer_error(struct activation *a);

static inline uint64_t activation_header(const struct vcpu *v, const struct manifest_route *route,
					 enum bulkhead_request kind)
{
	return BULKHEAD_REQUEST_HEADER(kind, 0, route->badge, v->config->vm, v->config->index);
}

/*
 * Enter the instance on this core. False: too late. Either this core sees that the instance isn't ready any more, or
 * the core that restarts it sees this core inside (evict() in instance.c). The generation is read first, so that a
 * later change makes the activation stale. tests/model/ checks this.
 */
static inline bool activation_enter_instance(struct activation *a, const struct manifest_vm *vm,
					     struct cpu *c)
{
	const volatile struct vm *instance = a->instance;

	a->generation = instance->generation;
	if (instance->status.instance != BULKHEAD_INSTANCE_READY)
		return false; /* not marked as inside: cores that retry don't keep each other out */
	c->inside = vm;
	dmb(ish);
	return instance->status.instance == BULKHEAD_INSTANCE_READY;
}

/* The instance has re-initialised since the activation entered it, so the activation must not run again. */
static inline bool activation_stale(const struct activation *a)
{
	return a->generation != __atomic_load_n(&a->instance->generation, __ATOMIC_ACQUIRE);
}
/* CNTPCT at which the running activation has used its budget. */
static inline uint64_t activation_deadline(const struct activation *a)
{
	return a->started + a->budget_left;
}
/*
 * The running activation was interrupted at `since` (CNTPCT). True: its budget was used up at that time. What the
 * core did after `since` isn't charged to it; otherwise interrupts raised for others could make it overrun.
 */
static inline bool activation_interrupted(struct activation *a, uint64_t since)
{
	if (since >= activation_deadline(a))
		return true;
	a->started += sysreg_read(cntpct_el0) - since;
	return false;
}

/* Copy registers. All are read before any is written, so that the compiler moves pairs. */
static inline void copy_four(uint64_t *to, const uint64_t *from)
{
	uint64_t a = from[0], b = from[1], c = from[2], d = from[3];

	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = d;
}

/*
 * Load the registers of an activation. SCTLR_EL1 and TCR_EL1 become neutral before stage 2 and HCR_EL2 change:
 * TCR_EL1 decides about tagged addresses even with stage 1 off, and some cores walk tables speculatively.
 */
static inline void activation_enter_registers(const struct manifest_vm *vm)
{
	sysreg_write(tcr_el1, TCR_EL1_NO_WALKS);
	sysreg_write(sctlr_el1, SCTLR_EL1_RES1);
	isb();
	sysreg_write(mdscr_el1, 0);
	sysreg_write(cntkctl_el1, 0);
	sysreg_write(tpidrro_el0, 0);
	vm_stage2_load(vm, vm->passive_hcr_el2);
}

/* Restore the guest's own registers. Those with an effect at EL0 change last. */
static inline void activation_leave_registers(struct vcpu *v)
{
	vm_stage2_load(v->vm, v->hcr_el2);
	isb();
	el0_load(&v->el0);
}

/* The rest of a start: a trace event, and the core's timer if the budget ends before its next deadline. */
void activation_note_begin(struct activation *a);
/*
 * Start `a`, whose registers and stage 2 are loaded, at the extension's entry with x0 = `header`, for `budget` ticks
 * of CPU time. Its frame holds x1..x8 of the request.
 */
static inline struct frame *activation_begin(struct activation *a, struct vcpu *v,
					     const struct cpu *c, uint64_t header, uint64_t budget)
{
	uint64_t *x = a->frame.x;

	a->budget_left = budget;
	a->started = sysreg_read(cntpct_el0);
	sysreg_write(sp_el0, a->stack_top.value);
	sysreg_write(tpidr_el0, 0);
	v->active = &a->frame;
	x[0] = header;
#pragma GCC unroll 22
	for (unsigned i = 9; i < 31; i++)
		x[i] = 0;
	a->frame.pc = a->entry.value;
	a->frame.pstate = PSTATE_EL0T_DAIF;
	if (activation_deadline(a) < c->note_before)
		activation_note_begin(a);
	return &a->frame;
}
