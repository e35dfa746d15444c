/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Notifications: a peer on another core publishes work in a channel and rings its doorbell; the core of the client's vCPU
 * enters the back end with NOTIFY before that vCPU next runs its guest.
 *
 * The peer sets the activation's flag, then looks at the vCPU: one that is ready but not running needs no interrupt, since
 * its core looks at the flag when it runs it. That core marks the vCPU as running (or as blocked) before it looks. Memory is
 * sequentially consistent here, which the core gets by a barrier between store and load on both sides.
 *
 * Safety: NOTIFY never interrupts an open activation. Liveness: what is published is seen, whether the guest runs, is
 * preempted, waits in WFI, or waits in the back end (reply WAIT); the peer never waits.
 *
 * Planted bugs, each of which must be found: -DBUG_ORDER looks at the flag before the vCPU is marked as running, -DBUG_CLEAR
 * clears the flag after the back end has looked at the channel, -DBUG_WAIT blocks in WAIT without looking at the flag,
 * -DBUG_FAULT loses the flag of a NOTIFY whose handler faulted, without the look that INIT takes.
 */
#define ITEMS 3
#define FAULTS 1

mtype = { READY, RUNNING, BLOCKED };

mtype vcpu = RUNNING;
byte published = 0, seen = 0; /* work in the channel; how much of it the back end knows */
bool notified = false, kicked = false;
bool open = false; /* an activation is open */
byte faults = 0;

active proctype peer()
{
	do
	:: published < ITEMS ->
		published++;
		notified = true;
		if
		:: vcpu == READY -> skip /* its core looks before it runs it */
		:: else -> kicked = true
		fi
	:: else -> break
	od
}

active proctype core()
{
load:
	/* EL2, about to run the vCPU. */
#ifdef BUG_ORDER
	if
	:: notified -> vcpu = RUNNING; goto notify
	:: else -> vcpu = RUNNING
	fi;
#else
	vcpu = RUNNING;
	if
	:: notified -> goto notify
	:: else -> skip
	fi;
#endif

guest:
	/* An interrupt is taken at once; otherwise it computes, for ever if it likes. */
	if
	:: kicked -> kicked = false; goto load
	:: else ->
		if
		:: goto guest
		:: goto preempted
		:: goto wfi
		:: goto request
		fi
	fi;

preempted:
	vcpu = READY;
	/* Others run here. */
	goto load;

wfi:
	vcpu = BLOCKED;
	if
	:: notified -> goto load
	:: else -> goto idle
	fi;

idle:
	/* Its core runs others, or nothing: until it is interrupted for this vCPU. */
	if
	:: kicked ->
		kicked = false;
		if
		:: notified -> goto load
		:: else -> goto idle
		fi
	:: published == ITEMS && seen == ITEMS -> goto done
	fi;

request:
	/* The guest's own request: its back end looks at the channel, or not; then it replies. */
	open = true;
	if
	:: seen = published
	:: skip
	fi;
	if
	:: kicked -> kicked = false /* taken at EL0: the flag stays for later */
	:: else -> skip
	fi;
	open = false;
	if
	:: goto load /* RESUME */
	:: goto wait
	fi;

wait:
	vcpu = BLOCKED;
#ifdef BUG_WAIT
	goto idle;
#endif
	if
	:: notified -> goto load
	:: else -> goto idle
	fi;

notify:
	assert(!open);
	open = true;
#ifndef BUG_CLEAR
	notified = false;
#endif
	if
	:: seen = published
	:: faults < FAULTS ->
		faults++;
#ifndef BUG_FAULT
		seen = published /* INIT looks at all channels */
#endif
	fi;
#ifdef BUG_CLEAR
	notified = false;
#endif
	open = false;
	goto load;

done:
	skip
}

ltl heard { [] ((published > seen) -> <> (published == seen)) }
