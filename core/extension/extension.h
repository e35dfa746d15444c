/* SPDX-License-Identifier: BSD-3-Clause */
/* Extensions at run time: activations, and the calls between guest, core and extension (design, section 5). */
#pragma once
#include <bulkhead/request.h>
#include "machine/cpu.h"
#include "machine/sysreg.h"

/* One client vCPU inside one extension. */
struct activation {
	struct frame frame;	    /* first: SP_EL2 points here while it runs */
	uint64_t sp_el0, tpidr_el0; /* while it is suspended */
	const struct manifest_activation *config;
	const struct manifest_vm *vm; /* the extension */
	struct vm *instance;
	struct activation *next;	    /* of the same vCPU, in another extension */
	uint64_t entry;			    /* IPA in the extension */
	const uint64_t *args;		    /* x1..x8 of the request */
	uint64_t stack_top;		    /* IPA in the extension */
	const struct manifest_route *route; /* of the request */
	struct frame *caller; /* resumed by its reply: the guest's frame, or another activation's */
	uint64_t far;	      /* of the client's access, for an injected abort */
	uint64_t budget_left, started; /* ticks of CPU time at EL0 */
	uint64_t budget_outside;       /* in an exclusive section: the rest, for after it */
	uint32_t generation;	       /* of the instance when it was entered */
	/* of the trapped instruction: SAS, SSE, SRT, SF, WNR as in a data abort; ACCESS_* */
	uint32_t access;
	union {
		struct {
			uint8_t gone;	     /* the client restarted: the extension is told first */
			uint8_t vmid_shared; /* with another VM on this core */
			uint8_t predictor_shared; /* with all VMs on this core (errata.c) */
		};
		uint32_t rare; /* any of them */
	};
	uint8_t kind;	 /* enum bulkhead_request */
	uint8_t special; /* its reply is more than results for the guest */
	uint8_t section; /* exclusive section that it is in + 1, 0: none */
};

/* Of an exception for the catch-all route, in `access`. */
#define ACCESS_ABORT	   (1u << 31) /* a data or instruction abort */
#define ACCESS_INSTRUCTION (1u << 30) /* an instruction abort */
#define ACCESS_SHORT	   (1u << 29) /* of an instruction of 16 bits */

/* Life of an extension instance. */
enum instance_state {
	INSTANCE_EMPTY = 0, /* its next request begins with INIT */
	INSTANCE_INIT,	    /* INIT runs */
	INSTANCE_READY,
	INSTANCE_FAILED, /* too many restarts: routes answer errors until a client restarts */
};

#define EXCLUSIVES_MAX 4

/* The route of `class` that covers `key` among those of `vm`; NULL: none. Binary search in the sorted table. */
const struct manifest_route *route_find(const struct manifest_vm *vm, enum manifest_class class,
					uint64_t key);
void extension_init_activation(uint32_t id);

/* Fill the vCPU's portal of `class` with the route that covers `key`; NULL: none does. */
struct portal *portal_open(struct vcpu *v, enum manifest_class class, uint64_t key);
static inline bool portal_covers(const struct portal *p, uint64_t key)
{
	return key - p->first < p->size;
}
static inline struct portal *portal_find(struct vcpu *v, enum manifest_class class, uint64_t key)
{
	struct portal *p = &v->portals[class];

	return __builtin_expect(portal_covers(p, key), 1) ? p : portal_open(v, class, key);
}
/*
 * Forward the running guest's request through `p`; `args`: eight registers. Where it trapped on an access, the caller
 * has set `access` and `far` of the activation. The frame to go on with, if it returns.
 */
struct frame *extension_enter(struct vcpu *v, const struct portal *p, const uint64_t *args);
/* The same for what the catch-all route takes; `ipa` of the access, or 0. */
struct frame *extension_enter_unhandled(struct vcpu *v, const struct portal *p, uint64_t esr,
					uint64_t ipa);
/* A plain reply: x0..x11 are in its frame, the other registers aren't. */
struct frame *extension_reply(struct activation *a);
/* Any other synchronous exception of a running activation. */
struct frame *extension_exit(struct activation *a, uint64_t esr);

/* Leave C for an activation that begins (vectors.S): it doesn't return. */
struct frame *activation_go(struct activation *a);

/* The loaded vCPU's activation runs again, or gives way to another vCPU. */
void extension_resume(struct activation *a);
void extension_suspend(struct activation *a);
/* Return from `a` to its caller: its registers, and it is the one to resume. */
struct frame *extension_leave(struct activation *a);
/* After it: what was asked of vCPU `v` meanwhile (to stop), and scheduling; `g` is the frame to resume otherwise. */
struct frame *extension_left(struct vcpu *v, struct frame *g);

/* Into it again, right after extension_leave(). */
void extension_reenter(struct activation *a);

/* A request to the client's own frame ends without an answer of the extension: its defined error. */
void extension_answer_error(struct activation *a);
/* The running activation faulted or overran, and why: the client gets its error. The frame to go on with. */
struct frame *extension_fault(struct activation *a, const char *why, uint64_t esr);
/* The loaded vCPU's activation is stale: the same. NULL: look again what is to run. */
struct frame *extension_expel(struct activation *a);
/* The instance isn't ready for `a`: INIT or CLIENT_GONE first, or an error; the frame to go on with. */
struct frame *instance_prepare(struct activation *a);
/* INIT or CLIENT_GONE has replied. */
struct frame *instance_prepared(struct activation *a);
/* Start `a` at the extension's entry for INIT or CLIENT_GONE. */
struct frame *activation_start(struct activation *a, enum bulkhead_request kind);
/* The instruction that made the request is executed again. */
void activation_rewind(struct activation *a);

/* The instance re-initialised since it was entered: it must not run again. */
static inline bool extension_stale(const struct activation *a)
{
	return a->generation != __atomic_load_n(&a->instance->generation, __ATOMIC_ACQUIRE);
}
/* CNTPCT at which the running activation has used its budget. */
static inline uint64_t extension_deadline(const struct activation *a)
{
	return a->started + a->budget_left;
}
/* The vCPU is in an exclusive section: on its core, nobody who could wait for it may run. */
static inline bool extension_in_section(const struct vcpu *v)
{
	return vcpu_in_extension(v) && v->active->activation->section;
}
/*
 * The running activation was interrupted at `since` (CNTPCT): it had used its budget until then (true), or what the core has
 * done since isn't its time, or who raises interrupts for others could make it overrun.
 */
static inline bool extension_interrupted(struct activation *a, uint64_t since)
{
	if (since >= extension_deadline(a))
		return true;
	a->started += sysreg_read(cntpct_el0) - since;
	return false;
}

/* All extensions of `client` forget it at their next request; instances with no other client start anew. */
void extension_client_gone(const struct manifest_vm *client);

/* Exclusive sections. */
int exclusive_enter(struct activation *a, uint64_t index);
int exclusive_leave(struct activation *a, uint64_t index);

/* Secure call of an activation, filtered: x0..x7 of its frame. */
void secure_call(struct activation *a, uint64_t x[8]);
/* Const calls of the manifest; 0 or the first answer that isn't 0. */
uint64_t secure_calls(struct manifest_slice calls);
/* Tell the secure world which memory each partition may use, where it wants to know. Once, before any VM. */
void secure_boot(void);
/* SMC to the firmware: x0..x7 in and out. */
void smc_call(uint64_t x[8]);

static inline struct activation *activation_state(uint32_t id)
{
	return (struct activation *)(manifest->activation_states + id * sizeof(struct activation));
}
static inline struct vm *vm_state(uint32_t id)
{
	return (struct vm *)(manifest->vm_states + id * sizeof(struct vm));
}

/* Copy registers: all are read before any is written, so that pairs are moved. */
static inline void copy_four(uint64_t *to, const uint64_t *from)
{
	uint64_t a = from[0], b = from[1], c = from[2], d = from[3];

	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = d;
}

/* Arguments of a request that isn't a call: x1..x3, the others are 0. Kept in the activation's frame. */
static inline const uint64_t *request_args(const struct portal *p, uint64_t x1, uint64_t x2,
					   uint64_t x3)
{
	uint64_t *x = p->activation->frame.x;

	x[1] = x1;
	x[2] = x2;
	x[3] = x3;
	x[4] = x[5] = x[6] = x[7] = x[8] = 0;
	return &x[1];
}
