/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The protocol by which cores enter, leave and restart a shared extension instance: core/extension/forward.c
 * (enter_instance), core/extension/activation.c (activation_resume) and core/extension/instance.c (instance_prepare,
 * claim_init, evict, instance_fault).
 *
 * Each process is a core that runs one client vCPU. Memory is sequentially consistent here, which the core
 * gets by its `dmb ish` between the store to cpu.inside and the load of the state.
 *
 * Safety: INIT runs alone; no activation executes whose generation isn't the instance's once INIT has
 * begun; every request ends with its answer or its error. Progress: cores that retry don't do so
 * for ever without a request that ends (no cycle without a progress label, under weak fairness).
 *
 * Planted bugs, each of which must be found: -DBUG_GENERATION reads the generation after the state,
 * -DBUG_LIVELOCK shows itself inside before it looks at the state, -DBUG_ORDER raises it before the state changes, -DBUG_OCCUPIED doesn't look for other cores.
 */
#define CORES 2
#define GENERATIONS 4 /* faults in a run: bounds the state space */

mtype = { EMPTY, INIT, READY };

mtype instance = EMPTY;
byte generation = 0;
bool inside[CORES];
bool leave[CORES];   /* kick: VCPU_REQUEST_LEAVE */
byte executing = 0;  /* cores at EL0 in the instance, INIT included */
bool initialising = false;

inline evict(self)
{
	/* One at a time: instance->lock. */
#ifdef BUG_ORDER
	generation = generation + 1;
	instance = EMPTY;
#else
	instance = EMPTY;
	generation = generation + 1;
#endif
	leave[1 - self] = inside[1 - self];
}

proctype core(byte self)
{
	byte mine;

request:
	/* extension_enter() */
#ifdef BUG_GENERATION
	inside[self] = true;
	if
	:: instance == READY -> mine = generation; goto execute
	:: else -> goto prepare
	fi;
#else
	mine = generation;
	/* Who finds it not ready doesn't show up inside: two cores that retry must not keep each other off. */
#ifndef BUG_LIVELOCK
	if
	:: instance == READY -> skip
	:: else -> goto prepare
	fi;
#endif
	inside[self] = true;
	if
	:: instance == READY -> goto execute
	:: else -> goto prepare
	fi;
#endif

execute:
	/* One step of the handler at EL0, with what may follow. */
	atomic {
		executing++;
		assert(!initialising);
		executing--;
	}
	if
	:: leave[self] ->
		leave[self] = false;
		if
		:: mine != generation -> goto stale
		:: else -> skip
		fi
	:: else -> skip
	fi;
	if
	:: goto reply
	:: goto preempted
	:: generation < GENERATIONS -> goto fault
	fi;

reply:
progress_reply:
	/* A reply to a client must come from a live instance, or from one that failed after the reply. */
	inside[self] = false;
	goto request;

preempted:
progress_preempted: /* as often as the scheduler likes */
	inside[self] = false;
	/* Others run here; then extension_resume(), and sched_next() looks whether it is stale. */
	inside[self] = true;
	if
	:: mine != generation -> goto stale
	:: else -> goto execute
	fi;

stale:
progress_stale:
	inside[self] = false;
	goto request; /* with the defined error */

fault:
progress_fault:
	evict(self);
	inside[self] = false;
	/* At the offender's expense, where nobody else is inside; otherwise the next request does it. */
	goto claim;

prepare:
	inside[self] = false;
	goto claim;

claim:
	/* claim_init(): another core that is inside leaves by itself or by its kick. */
#ifndef BUG_OCCUPIED
	if
	:: inside[1 - self] -> goto request
	:: else -> skip
	fi;
#endif
	atomic {
		if
		:: instance == EMPTY -> instance = INIT
		:: else -> goto request
		fi
	}
	mine = generation;
	inside[self] = true;
	initialising = true;
	atomic {
		assert(executing == 0);
	}
	/* INIT at EL0; it may fault as well. */
	if
	:: generation < GENERATIONS -> initialising = false; goto fault
	:: skip
	fi;
	initialising = false;
	instance = READY;
	inside[self] = false;
	goto request
}

init {
	atomic {
		run core(0);
		run core(1)
	}
}
