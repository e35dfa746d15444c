/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "gate.h"

/* What the next life reads is written in this order: the compiler must keep it. */
#define IN_ORDER() __asm__ volatile("" : : : "memory")

void gate_join(struct gate *g, bool on)
{
	for (uint32_t i = 0; i < g->port->peer_count; i++) {
		if (can_load(&g->peer[i].mine->on_bus) == on)
			continue;
		can_store(&g->peer[i].mine->on_bus, on);
		g->ring(g->peer[i].bell);
	}
}

/* --- To the wire -------------------------------------------------------------------------------- */

/* What a peer has written. A peer that claims more than fits, because it broke its half or began anew, has written nothing. */
static uint32_t written_by(struct gate *g, uint32_t peer)
{
	volatile struct can_half *mine = g->peer[peer].mine;
	uint32_t written = can_load(&g->peer[peer].theirs->written);

	if (written - mine->taken > CAN_SLOTS)
		can_store(&mine->taken, written);
	return written;
}

/* Note the frames that a peer couldn't write as this end has taken none. */
static void note_lost(struct gate *g, uint32_t peer)
{
	uint32_t lost = can_load(&g->peer[peer].theirs->lost);

	g->kept->counters.lost += lost - g->kept->lost[peer];
	g->kept->lost[peer] = lost;
}

/* Take a frame. A peer whose channel was full has others that wait for room. */
static void take(struct gate *g, uint32_t peer)
{
	uint32_t taken = g->peer[peer].mine->taken;

	can_store(&g->peer[peer].mine->taken, taken + 1);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (can_load(&g->peer[peer].theirs->written) - taken >= CAN_SLOTS)
		g->ring(g->peer[peer].bell);
}

/* Find a frame of a peer that may go out. At most CAN_SLOTS are looked at. */
static bool next_of(struct gate *g, uint32_t peer, struct can_frame *f)
{
	uint32_t written = written_by(g, peer);

	note_lost(g, peer);
	for (uint32_t taken; (taken = g->peer[peer].mine->taken) != written; take(g, peer)) {
		can_copy(f, &g->peer[peer].theirs->frame[taken % CAN_SLOTS]);
		if (can_allowed(g->port, can_identifier(f), true) >> peer & 1 &&
		    !(f->control & M_CAN_FDF))
			return true;
		g->kept->counters.foreign++;
	}
	return false;
}

bool gate_next(struct gate *g, struct can_frame *frame, void (*prepare)(void))
{
	struct gate_kept *k = g->kept;

	if (gate_sending(g))
		return false;
	/* A peer doesn't ring for a frame that it wrote before it saw that its last one was taken: look behind that. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (uint32_t i = 0; i < g->port->peer_count; i++) {
		uint32_t peer = (k->turn + i) % g->port->peer_count;

		if (!next_of(g, peer, frame))
			continue;
		prepare();
		k->index = g->peer[peer].mine->taken;
		IN_ORDER();
		k->sending = 1 + peer;
		IN_ORDER();
		k->turn = peer + 1;
		return true;
	}
	return false;
}

void gate_sent(struct gate *g)
{
	struct gate_kept *k = g->kept;
	uint32_t peer = k->sending - 1;

	if (g->peer[peer].mine->taken == k->index) {
		k->counters.sent++;
		take(g, peer);
	}
	IN_ORDER();
	k->sending = 0;
}

void gate_unsent(struct gate *g)
{
	g->kept->sending = 0;
}

/* --- From the wire ------------------------------------------------------------------------------ */

void gate_lost(struct gate *g, uint32_t frames)
{
	g->kept->counters.lost += frames;
	for (uint32_t i = 0; i < g->port->peer_count; i++) {
		can_store(&g->peer[i].mine->lost, g->peer[i].mine->lost + frames);
		g->ring(g->peer[i].bell);
	}
}

/* Decide who gets the frame. */
static void set_goals(struct gate *g)
{
	struct gate_kept *k = g->kept;
	uint32_t peers = can_allowed(g->port, can_identifier(&k->frame), false);
	bool limited =
	    peers && g->port->frames && !can_within_limit(g->port, &k->credit, g->now(), g->hz);

	k->counters.limited += limited;
	k->counters.denied += !peers;
	k->counters.received += peers && !limited;
	for (uint32_t i = 0; i < g->port->peer_count; i++) {
		volatile struct can_half *mine = g->peer[i].mine;
		bool wants = peers >> i & 1 && can_load(&g->peer[i].theirs->on_bus);
		bool room = mine->written - can_load(&g->peer[i].theirs->taken) < CAN_SLOTS;

		k->goal[i] = mine->written + (wants && room && !limited);
		if (wants && (!room || limited)) {
			k->counters.lost += !limited;
			can_store(&mine->lost, mine->lost + 1);
			g->ring(g->peer[i].bell);
		}
	}
}

/* Write the kept frame for those peers that don't have it. */
static void reach_goals(struct gate *g)
{
	const struct can_frame *f = &g->kept->frame;

	for (uint32_t i = 0; i < g->port->peer_count; i++) {
		volatile struct can_half *mine = g->peer[i].mine;

		if (mine->written == g->kept->goal[i])
			continue;
		can_put(&mine->frame[mine->written % CAN_SLOTS], f);
		can_store(&mine->written, g->kept->goal[i]);
		g->ring(g->peer[i].bell);
	}
}

void gate_spread(struct gate *g)
{
	g->kept->from = GATE_HERE;
	IN_ORDER();
	set_goals(g);
	IN_ORDER();
	g->kept->from = GATE_SPREAD;
	IN_ORDER();
	reach_goals(g);
	IN_ORDER();
	g->kept->from = GATE_NONE;
}

void gate_disorder(struct gate *g)
{
	g->kept->from = GATE_RESET;
	IN_ORDER();
}

void gate_order(struct gate *g)
{
	IN_ORDER();
	g->kept->from = GATE_NONE;
}

bool gate_begin(struct gate *g)
{
	/* What an earlier life wrote, it may not have rung for. */
	for (uint32_t i = 0; i < g->port->peer_count; i++)
		g->ring(g->peer[i].bell);
	switch (g->kept->from) {
	case GATE_READ:
	case GATE_RESET:
		return false;
	case GATE_HERE:
		gate_spread(g);
		break;
	case GATE_SPREAD:
		reach_goals(g);
	}
	gate_order(g);
	return true;
}
