/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of a core's kicks (vcpu_kick() in core/vcpu/kick.c, take_kick() in core/vm/vcpu_life.c): other cores put vCPUs
 * behind the last, each with two stores; the core takes the first. A core that finds another one between its two stores
 * leaves the list alone, and is interrupted afterwards.
 *
 * Safety: a vCPU is taken once for each time that it was put in, and vCPUs are taken in the order in which they became the
 * last. Every vCPU that was kicked has been served in the end.
 *
 * Planted bugs, each of which must be found: -DBUG_LAST empties the list without a look at the last, -DBUG_TAKE takes a
 * vCPU though another is about to stand behind it, -DBUG_EARLY marks a vCPU as not in the list before it was taken,
 * -DBUG_KICK doesn't interrupt the core.
 */
#define PEERS 3
#define NONE  255

byte first = NONE, last = NONE;
byte next[PEERS] = NONE;
bool in_list[PEERS], request[PEERS];
bool kicked = false;
byte done = 0;
chan order = [PEERS] of { byte }; /* ghost: the vCPUs in the order in which they became the last */

/* A peer kicks one vCPU, and the first two peers the next one's, too, so that two peers meet. */
active[PEERS] proctype peer()
{
	byte n = 0, before, v = _pid;

	do
	:: n < (_pid < 2 -> 2 : 1) ->
		v = (_pid + n) % PEERS;
		n++;
		request[v] = true;
		if
		:: atomic { !in_list[v] -> in_list[v] = true };
			next[v] = NONE;
			atomic { before = last; last = v; order!v };
			if
			:: before == NONE -> first = v
			:: else -> next[before] = v
			fi;
#ifndef BUG_KICK
			kicked = true
#endif
		:: else -> skip
		fi
	:: else -> break
	od;
	done++
}

active proctype core()
{
	byte v, after, oldest;

	do
	:: kicked ->
		kicked = false;
take:
		v = first;
		if
		:: v == NONE -> goto out
		:: else -> skip
		fi;
#ifdef BUG_EARLY
		in_list[v] = false;
#endif
		after = next[v];
		first = after;
		if
		:: after != NONE -> skip
		:: else ->
#ifdef BUG_LAST
			last = NONE
#else
			if
			:: atomic { last == v -> last = NONE }
			:: else ->
#ifndef BUG_TAKE
				first = v;
				goto out
#else
				skip
#endif
			fi
#endif
		fi;
		order?oldest;
		assert(oldest == v);
#ifndef BUG_EARLY
		in_list[v] = false;
#endif
		request[v] = false;
		goto take;
out:
		skip
	:: done == PEERS && !kicked -> break
	od;
	v = 0;
	do
	:: v < PEERS -> assert(!request[v]); v++
	:: else -> break
	od;
	assert(first == NONE && last == NONE)
}
