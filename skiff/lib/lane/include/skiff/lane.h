/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One end of a lane (bulkhead/lane.h).
 *
 * The other end may be hostile: its words and descriptors are copied once and checked, and it can't write to this end's
 * half. It may also begin anew at any time: lane_look() reports this, and nothing is exchanged until lane_meet().
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/lane.h>

/** One end's view. */
struct lane {
	struct lane_half *mine;		/* half that this end writes */
	const struct lane_half *theirs; /* half that the other end writes */
	uint16_t size;			/* descriptors of each ring */
	uint16_t slot;			/* bytes of payload for each descriptor */
	uint16_t generation;		/* generation of this end */
	uint16_t seen;			/* generation of the other end, as accepted; 0: none */
	uint16_t put;			/* descriptors written, including uncommitted ones */
	uint16_t next;			/* next descriptor of the other end to read */
	uint64_t meant; /* upper half that the other end's words must have to count here */
};

/** What lane_look() finds. */
enum lane_state {
	LANE_SAME,    /* the other end hasn't changed */
	LANE_NEW,     /* it began anew, without knowing the requests that it hasn't answered */
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

/** Begin anew without accepting the other end: it finds nobody here before the next lane_meet(). */
void lane_leave(struct lane *lane);

/** Descriptors of a ring that a half of `bytes` bytes holds; 0: not one. */
unsigned int lane_size(uint64_t bytes, unsigned int slot);

/** Has the other end accepted this generation, too? Then it has ended its work for an earlier one. */
bool lane_met(const struct lane *lane);

/** The word by which the other end shows what it has put: while it's the same, there is nothing new. */
static inline uint64_t lane_word(const struct lane *lane)
{
	return __atomic_load_n(&lane->theirs->commit, __ATOMIC_ACQUIRE);
}

/** Has the other end begun anew? See lane_look(). */
static inline bool lane_is_new(const struct lane *lane)
{
	uint16_t generation = LANE_GENERATION(lane_word(lane));

	return generation != lane->seen && generation != 0;
}

/** Look at the other end. LANE_NEW and LANE_NOBODY: lane_put() and lane_get() find nothing. */
enum lane_state lane_look(const struct lane *lane);

/** Accept the other end's new generation: both rings are empty again.
 *
 * @param position  this end's position, for both words */
void lane_meet(struct lane *lane, uint16_t position);

/** Descriptors that can be put now. */
unsigned int lane_room(const struct lane *lane);

/** Write a descriptor behind those that were put; the other end sees it after lane_commit(). There must be room. */
void lane_put(struct lane *lane, struct lane_descriptor descriptor);

/** The payload of the descriptor that is put next, lane->slot bytes. */
void *lane_slot(const struct lane *lane);

/** Make the descriptors that were put visible to the other end.
 *
 * @param position  this end's position in the queue that the descriptors come from */
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

/** Release all descriptors that were got: the other end may use them and their slots again.
 *
 * @param position  this end's position in the queue that the descriptors went to
 * @return number of descriptors since the last time */
uint16_t lane_taken(struct lane *lane, uint16_t position);

/** Go back to the first descriptor that isn't released. */
void lane_unget(struct lane *lane);

/** Go forward to position `next`, if the other end has put so many. @return false: it hasn't */
bool lane_skip(struct lane *lane, uint16_t next);

/** The other end's position at its last lane_taken(); 0: there is no other end. */
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
