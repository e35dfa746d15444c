/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An INIT that is preempted goes on in another client's activation: core/extension/instance.c (take_waiting_init) and
 * core/extension/activation.c (activation_suspend, activation_resume, activation_take_over).
 *
 * Each process is a core that runs one client vCPU. An activation's registers are `kind` and `pc` here; a new request
 * overwrites them, as it does in the core.
 *
 * Safety: INIT executes each of its steps once, in order, wherever it goes on, and its reply is taken as INIT's.
 * Progress: the instance becomes ready.
 *
 * Planted bug, which must be found: -DBUG_COPY copies the registers when the activation that they belong to may be in use again.
 */
#define CORES	    3
#define STEPS	    3
#define PREEMPTIONS 3 /* in a run: bounds the state space */

mtype = { EMPTY, INIT, READY, CALL };

mtype instance = EMPTY;
byte owner;	/* struct vm: init: INIT_IN() */
bool waits;	/* INIT_WAITS */
bool lock;	/* struct vm: lock */
byte executed;	/* steps of INIT */
byte preempted; /* so often */

/* struct activation */
mtype kind[CORES];
byte pc[CORES];

inline acquire()
{
	atomic { !lock -> lock = true }
}

proctype core(byte self)
{
	byte from;

request:
	/* Its request, or its client's instruction once more. */
	kind[self] = CALL;
	pc[self] = 0;
	if
	:: instance == READY -> goto done
	:: else -> skip
	fi;
	atomic {
		if
		:: instance == EMPTY -> instance = INIT; owner = self; waits = false; kind[self] = INIT; goto execute
		:: else -> skip
		fi
	}
	from = owner;
	if
	:: !waits || from == self -> goto request
	:: else -> skip
	fi;
#ifndef BUG_COPY
	acquire();
#endif
	atomic {
		if
		:: instance == INIT && waits && owner == from -> owner = self; waits = false
		:: else ->
#ifndef BUG_COPY
			lock = false;
#endif
			goto request
		fi
	}
	pc[self] = pc[from];
	kind[self] = kind[from];
#ifndef BUG_COPY
	lock = false;
#endif

execute:
	/* One step at EL0. */
	atomic {
		assert(kind[self] == INIT && pc[self] == executed);
		pc[self] = pc[self] + 1;
		executed++
	}
	if
	:: pc[self] == STEPS -> goto reply
	:: pc[self] < STEPS -> goto execute
	:: preempted < PREEMPTIONS && pc[self] < STEPS -> preempted++
	fi;

	/* activation_suspend(): its registers are saved. Others run, then activation_resume(). */
	waits = true;
	atomic {
		if
		:: owner == self -> waits = false; goto execute
		:: else -> skip
		fi
	}
#ifndef BUG_COPY
	acquire();
	lock = false;
#endif
	goto request;

reply:
	assert(kind[self] == INIT);
	instance = READY;
done:
	assert(executed == STEPS)
}

init {
	atomic {
		run core(0);
		run core(1);
		run core(2)
	}
}

ltl ready { <> (instance == READY) }
