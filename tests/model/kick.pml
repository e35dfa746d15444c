/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kicks: another core makes an interrupt pending for a vCPU and notes the request. It interrupts the vCPU's core only where
 * that wouldn't look by itself: a vCPU that is ready but isn't the core's current one has its requests looked at when it is
 * let run (vcpu_kick() in core/vcpu/kick.c).
 *
 * Both sides store before they load, with a barrier in between. The peer reads `current` and then the state of the vCPU; the
 * core, which ends a turn, writes them in the other order. Memory is sequentially consistent here, so what the barriers keep
 * apart is one after the other, and what they don't could be in either order: the planted bugs are those orders.
 *
 * Liveness: what is pending is seen, wherever the vCPU is. The vCPU never runs its guest with a request that its core has
 * missed, nor waits with one.
 *
 * Planted bugs, each of which must be found: -DBUG_LOOK looks at the requests before the vCPU is current, -DBUG_STATE reads
 * the state before `current`, -DBUG_BLOCK makes the vCPU no longer current before it is blocked, -DBUG_NOTE looks at the vCPU
 * before the request is noted.
 */
#define ITEMS  3
#define TIMERS 1 /* that wake it by themselves */

mtype = { READY, BLOCKED };

mtype state = READY;
bool current = true; /* the vCPU is its core's current one */
byte pending = 0, taken = 0;
bool request = false, kicked = false;
byte timers = 0;

active proctype peer()
{
	mtype its_state;
	bool its_turn;

	do
	:: pending < ITEMS ->
		pending++;
#ifndef BUG_NOTE
		request = true;
#endif
#ifdef BUG_STATE
		its_state = state;
		its_turn = current;
#else
		its_turn = current;
		its_state = state;
#endif
#ifdef BUG_NOTE
		request = true;
#endif
		if
		:: !its_turn && its_state == READY -> skip
		:: else -> kicked = true
		fi
	:: else -> break
	od
}

active proctype core()
{
load:
	/* EL2, about to run the vCPU, which is ready. */
#ifdef BUG_LOOK
	if
	:: request -> request = false; taken = pending
	:: else -> skip
	fi;
	current = true;
#else
	current = true;
	if
	:: request -> request = false; taken = pending
	:: else -> skip
	fi;
#endif

guest:
	if
	:: kicked ->
		kicked = false;
		request = false;
		taken = pending;
		goto guest
	:: else ->
		if
		:: goto guest
		:: goto preempted
		:: goto wait
		fi
	fi;

preempted:
	current = false;
	/* Others run; an interrupt is served. */
	if
	:: kicked -> kicked = false; request = false; taken = pending
	:: else -> skip
	fi;
	goto load;

wait:
	/* WFI: only if nothing is pending. */
	if
	:: taken != pending -> taken = pending; goto guest
	:: else -> skip
	fi;
#ifdef BUG_BLOCK
	current = false;
	state = BLOCKED;
#else
	state = BLOCKED;
	current = false;
#endif
	do
	:: kicked ->
		kicked = false;
		request = false;
		if
		:: taken != pending -> taken = pending; state = READY; goto load
		:: else -> skip
		fi
	:: timers < TIMERS -> timers++; state = READY; goto load
	:: pending == ITEMS && taken == ITEMS -> goto done
	od;

done:
	skip
}

ltl seen { [] ((pending > taken) -> <> (pending == taken)) }
