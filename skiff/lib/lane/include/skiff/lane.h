/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One end of a lane (bulkhead/lane.h).
 *
 * The other end is hostile: its words and descriptors are copied once and bounded, and it can't
 * write to this end's half. It may also begin anew at any time: lane_look() tells, and then nothing
 * is exchanged before lane_meet().
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/lane.h>

/** One end's view. */
struct lane {
	struct lane_half *mine;		/* written here, read by the other */
	const struct lane_half *theirs; /* the other way */
	uint16_t size;			/* descriptors of each ring */
	uint16_t slot;			/* bytes of payload for each descriptor */
	uint16_t generation;		/* of this end */
	uint16_t seen;			/* of the other, as agreed upon; 0: none */
	uint16_t put;			/* descriptors written, those not committed too */
	uint16_t next;			/* descriptor of the other to be read next */
	uint64_t meant;			/* upper half of the other's words that count here */
};

/** What lane_look() finds. */
enum lane_state {
	LANE_SAME,    /* the other end is as it was */
	LANE_NEW,     /* it began anew: what it was given and didn't answer, it doesn't know */
	LANE_NOBODY,  /* it has never begun */
	LANE_HOSTILE, /* it breaks the rules */
};

/** Attach to an end.
 *
 * @param mine, theirs  the halves; zeroed once, when neither end had begun, then never again
 * @param size          descriptors of a ring, a power of two up to 16384
 * @param slot          bytes of payload for each descriptor, a multiple of 16, or 0
 * @param resume        true: go on where this end's words tell that it was. false: begin anew
 * @return 0, or -EINVAL: bad size */
int lane_attach(struct lane *lane, struct lane_half *mine, const struct lane_half *theirs,
		unsigned int size, unsigned int slot, bool resume);

/** Begin anew, and meet nobody: for the other there is nobody here before the next lane_meet(). */
void lane_leave(struct lane *lane);

/** Descriptors of a ring that a half of `bytes` bytes holds; 0: not one. */
unsigned int lane_size(uint64_t bytes, unsigned int slot);

/** Has the other end met this one, too? Then it has ended what it did for an earlier generation. */
bool lane_met(const struct lane *lane);

/** Has the other end begun anew? See lane_look(). */
static inline bool lane_is_new(const struct lane *lane)
{
	uint16_t generation =
	    LANE_GENERATION(__atomic_load_n(&lane->theirs->commit, __ATOMIC_ACQUIRE));

	return generation != lane->seen && generation != 0;
}

/** Look at the other end. LANE_NEW and LANE_NOBODY: lane_put() and lane_get() find nothing. */
enum lane_state lane_look(const struct lane *lane);

/** Accept the other end's new generation: both rings are empty again.
 *
 * @param position  this end's, for both words */
void lane_meet(struct lane *lane, uint16_t position);

/** Descriptors that can be put now. */
unsigned int lane_room(const struct lane *lane);

/** Write a descriptor behind those that were put; the other sees it when it is committed. There
 * must be room. */
void lane_put(struct lane *lane, struct lane_descriptor descriptor);

/** The payload of the descriptor that is put next, lane->slot bytes. */
void *lane_slot(const struct lane *lane);

/** Make the descriptors that were put visible to the other end.
 *
 * @param position  how far this end has come in the queue that it was made from */
void lane_commit(struct lane *lane, uint16_t position);

/** Discard the descriptors that were put since the last commit. */
void lane_cancel(struct lane *lane);

/** Copy the next descriptor of the other end.
 *
 * @return false: there is none */
bool lane_get(struct lane *lane, struct lane_descriptor *descriptor);

/** Descriptors that can be got now; 0 if the other breaks the rules. */
unsigned int lane_filled(const struct lane *lane);

/** The payload of the descriptor that lane_get() copied last. The other may write to it. */
const void *lane_payload(const struct lane *lane);

/** What was got is finished with: the other may use its descriptors and slots again.
 *
 * @param position  how far this end has come in the queue that it went to
 * @return number of descriptors since the last time */
uint16_t lane_taken(struct lane *lane, uint16_t position);

/** Go back to the first descriptor that isn't finished with. */
void lane_unget(struct lane *lane);

/** Go forward to position `next`, if the other end has put that much. @return false: it hasn't */
bool lane_skip(struct lane *lane, uint16_t next);

/** The other end's position at its last lane_taken(); 0: it isn't there. */
uint16_t lane_their_position(const struct lane *lane);

/** This end's position at its last commit, and at its last lane_taken(). */
uint16_t lane_committed_position(const struct lane *lane);
/** See lane_committed_position(). */
uint16_t lane_taken_position(const struct lane *lane);

/** Is offset..offset+length inside of `size` bytes? For `offset` and `length` of a descriptor. */
static inline bool lane_inside(uint64_t offset, uint32_t length, uint64_t size)
{
	return offset <= size && length <= size - offset;
}
