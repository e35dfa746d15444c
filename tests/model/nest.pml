/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Nested calls, time-outs, exclusive sections and stops: two cores, one client vCPU each; both call extension OUTER, whose
 * handler may call INNER (core/extension/: forward.c, activation.c, instance.c, exclusive.c; vcpu_serve() in
 * core/vm/vcpu_life.c). forward.pml has the protocol by which one instance begins anew;
 * here INIT is one step that needs the instance empty of other cores, as that protocol gives it.
 *
 * An activation's kind of end: reply, fault, or its budget is used up (a timer interrupt). An evicted one ends with the error when
 * its core looks. A vCPU whose VM stops while a request runs is parked when the whole chain has ended, and executes
 * nothing of its guest after that.
 *
 * Safety: at most one core is inside the section; a stale activation executes nothing after INIT; each request ends exactly
 * once; a section is free when nobody is inside; a parked guest doesn't run. Progress: every request ends, every stop is
 * served.
 *
 * Planted bugs: -DBUG_SECTION leaves the section locked when its activation faults; -DBUG_STOP goes back to the guest after a
 * fault without looking for a stop; -DBUG_CALLER doesn't look whether the caller became stale while its callee ran;
 * -DBUG_CALL lets an activation call from inside its section (INNER's handler enters it too).
 */
#define CORES 2
#define FAULTS 2 /* in a run: bounds the state space */
#define BUDGET 3 /* steps of a request's handler: then it has replied or overrun */
#define OUTER 0
#define INNER 1

byte generation[2];
bool ready[2];		 /* INIT has run since the last eviction */
byte executing[2];	 /* cores in the instance's code */
byte faults = 0;
byte holder = CORES;	 /* of the section; CORES: nobody */
bool stop[CORES];	 /* VCPU_REQUEST_STOP is pending */
bool parked[CORES];

/* One step of extension code at EL0: never with another life's data. */
inline execute(which, mine)
{
	atomic {
		executing[which]++;
		assert(ready[which] && mine == generation[which]);
		executing[which]--
	}
}

/* evict(): the state first, then the generation. */
inline fault(which)
{
	atomic {
		faults++;
		ready[which] = false;
		generation[which]++
	}
}

/* claim_init() and INIT, where nobody else is inside. */
inline init_if_empty(which)
{
	atomic {
		if
		:: !ready[which] && executing[which] == 0 -> ready[which] = true
		:: else -> skip
		fi
	}
}

inline leave_section(self)
{
	if
	:: holder == self ->
#ifndef BUG_SECTION
		holder = CORES
#else
		skip
#endif
	:: else -> skip
	fi
}

proctype core(byte self)
{
	byte outer, inner, steps;
	bool failed;

guest:
	/* The guest's own instructions; a stop that comes now is served at once. */
	assert(!parked[self]);
	if
	:: stop[self] -> goto park
	:: else -> skip
	fi;
	failed = false;
	steps = 0;
	/* Enter OUTER. */
	init_if_empty(OUTER);
	atomic {
		if
		:: ready[OUTER] -> outer = generation[OUTER]
		:: else -> goto retry_guest
		fi
	}
run_outer:
	/* At EL0, or preempted and here again: an eviction is seen first, and nothing runs at EL0 behind it. */
	atomic {
		if
		:: outer != generation[OUTER] -> goto end_outer_error
		:: else -> execute(OUTER, outer)
		fi
	}
	steps++;
	if
	:: goto end_outer
	:: steps < BUDGET && holder != self -> goto enter_section
	:: steps < BUDGET && holder == self -> holder = CORES; goto run_outer
	:: faults < FAULTS -> fault(OUTER); goto end_outer_error /* or its budget is used up */
#ifdef BUG_CALL
	:: steps < BUDGET -> goto call_inner
#else
	:: steps < BUDGET && holder != self -> goto call_inner
#endif
	fi;

enter_section:
	/* Spins in EL2, FIFO; its holder can't be preempted by who waits on its core. */
	atomic { holder == CORES -> holder = self };
	goto run_outer;

call_inner:
	init_if_empty(INNER);
	atomic {
		if
		:: ready[INNER] -> inner = generation[INNER]
		:: else -> goto call_again
		fi
	}
	atomic {
		if
		:: inner != generation[INNER] -> goto back /* E_FAULT */
		:: else -> execute(INNER, inner)
		fi
	}
	if
	:: skip /* replies */
	:: faults < FAULTS -> fault(INNER) /* E_FAULT */
#ifdef BUG_CALL
	:: skip; atomic { holder == CORES -> holder = self }; holder = CORES
#endif
	fi;
back:
	/* In OUTER again: it may have been evicted meanwhile. */
#ifdef BUG_CALLER
	execute(OUTER, outer);
#endif
	goto run_outer;
call_again: /* the svc is executed again, on OUTER's budget */
	goto run_outer;

end_outer:
	/* A reply inside a section is a fault. */
	if
	:: holder == self ->
		if
		:: faults < FAULTS -> fault(OUTER); goto end_outer_error
		:: else -> atomic { holder = CORES }
		fi
	:: else -> skip
	fi;
progress_reply:
	goto ended;

end_outer_error:
	failed = true;
	leave_section(self);
progress_error:
	init_if_empty(OUTER);
	goto ended;

retry_guest: /* another core initialises it right now */
	goto guest;

ended:
	assert(holder != self);
	/* run_next(): what was asked meanwhile. */
#ifdef BUG_STOP
	if
	:: failed -> goto for_ever /* in the guest, which makes no more requests */
	:: else -> skip
	fi;
#endif
	if
	:: stop[self] -> goto park
	:: else -> goto guest
	fi;
#ifdef BUG_STOP
for_ever:
	do
	:: assert(!parked[self])
	od;
#endif

park:
	parked[self] = true;
progress_parked:
	skip
}

/* Somebody stops the VMs, at any time. */
proctype control()
{
	stop[0] = true;
	stop[1] = true
}

init {
	atomic {
		run core(0);
		run core(1);
		run control()
	}
}

ltl stopped { <> (parked[0] && parked[1]) }
