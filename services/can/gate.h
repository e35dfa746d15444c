/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the ports of a bus between VMs and the wire: who may send what (bulkhead/can.h). Peers are hostile. This VM may die at
 * any instruction: `struct gate_kept` outlives it, and each step is written so that the next life can finish it.
 *
 * To the wire: a frame stays in its sender's memory until the wire has it, so it is sent again if this VM dies first.
 * From the wire: a frame that was read is kept until all its receivers have it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/can.h>
#include <skiff/can_port.h>

/** What the frame from the wire waits for, or what this VM does with the controller. */
enum gate_from {
	GATE_NONE,
	GATE_READ, /* the controller's registers are being read: the frame is lost if this VM dies */
	GATE_HERE,   /* it is here, and its receivers aren't known */
	GATE_SPREAD, /* they are known, and not all of them have it */
	GATE_RESET,  /* the controller is being reset: its FIFOs hold anything */
};

/** Counts since the system began. */
struct gate_counters {
	uint32_t sent;	   /* frames that the wire has taken */
	uint32_t received; /* frames from the wire that went to at least one peer */
	uint32_t denied;   /* frames from the wire that nobody may get */
	uint32_t
	    foreign; /* frames to the wire that their port may not send, or that the wire can't carry */
	uint32_t
	    lost; /* frames from the wire, or to it, that found no room, or died with this VM */
	uint32_t limited; /* frames from the wire above the limit */
	uint32_t off;	  /* times that the bus was off */
};

/** What outlives this VM. */
struct gate_kept {
	uint32_t alive;
	uint32_t from; /* enum gate_from */
	uint32_t
	    skipped; /* words of the receive FIFO that nobody read, and aren't counted as lost yet */
	struct can_frame frame; /* the frame that came from the wire */
	uint32_t
	    goal[CAN_PEERS_MAX]; /* … `written` of this end for each peer when the peer has it */
	uint32_t sending;	 /* 1 + the peer whose frame is on its way to the wire; 0: none */
	uint32_t index;		 /* … `taken` before it */
	uint32_t turn;		 /* the peer that sends next */
	uint32_t lost[CAN_PEERS_MAX]; /* lost frames of each peer's half, as seen last */
	struct can_credit credit;
	struct gate_counters counters;
};

/** The gate. */
struct gate {
	struct gate_kept *kept;
	const struct can_port *port;
	struct can_peer peer[CAN_PEERS_MAX];
	void (*ring)(unsigned int bell);
	uint64_t (*now)(void);
	uint64_t hz;
};

/** Go on where an earlier life died. The frame that it was sending still counts as on its way: gate_sent(), gate_unsent().
 *
 * @return false: the controller's FIFOs may begin with a part of a frame */
bool gate_begin(struct gate *g);

/** The controller's FIFOs are in disorder until gate_order(). */
void gate_disorder(struct gate *g);
void gate_order(struct gate *g);

/** Tell the peers whether the wire acknowledges. */
void gate_join(struct gate *g, bool on);

/** Find the next frame to send, one of each peer in turn.
 *
 * @param prepare  called once there is one, before it counts as on its way
 * @return false: there is none, or one is on its way */
bool gate_next(struct gate *g, struct can_frame *frame, void (*prepare)(void));

/** Is a frame on its way? */
static inline bool gate_sending(const struct gate *g)
{
	return g->kept->sending != 0;
}

/** The wire has the frame that was on its way. */
void gate_sent(struct gate *g);

/** The wire doesn't have it: gate_next() finds it again. */
void gate_unsent(struct gate *g);

/** A frame is being read from the controller into kept->frame: gate_spread() follows. */
static inline void gate_read(struct gate *g)
{
	*(volatile uint32_t *)&g->kept->from = GATE_READ;
}

/** Give the frame in kept->frame to all peers that may get it. */
void gate_spread(struct gate *g);

/** Frames from the wire were lost, at least so many: all peers learn of it. */
void gate_lost(struct gate *g, uint32_t frames);
