/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lanes: how a back end and a driver, or two back ends, hand work to each other through memory that
 * outlives both.
 *
 * A lane has two ends. Each end writes to its own half only, which the other reads. In a half lie
 * two words, a ring of descriptors, and, where the lane carries data, a slot of payload for each
 * descriptor. There are no pointers: an offset is relative to something that the reader knows by
 * its own configuration.
 *
 * Each end has a generation, a number that isn't 0 and changes when its life begins anew with what
 * it held forgotten (not when it resumes). Both words of an end say which generation it is and
 * which generation of the other it has seen:
 * - commit: how many descriptors this end has put into its ring, counted from when both generations
 *   met, and (for an end that resumes) how far it had come in the queue that they were made from;
 * - taken: how many descriptors of the other it has finished with, and how far it had come in the
 *   queue that they went to.
 * A word counts only for a reader that is the generation that its writer has seen. So an end that
 * begins anew needs nobody's answer: it neither reads old work nor waits, and the other finds a new
 * generation when it looks.
 */
#pragma once
#include <stdint.h>

/* Fields of a word, stored and read at once. */
#define LANE_WORD(index, position, generation, seen)                          \
	((uint64_t)(uint16_t)(index) | (uint64_t)(uint16_t)(position) << 16 | \
	 (uint64_t)(uint16_t)(generation) << 32 | (uint64_t)(uint16_t)(seen) << 48)
#define LANE_INDEX(word)      ((uint16_t)(word))	 /* descriptors, modulo 65536 */
#define LANE_POSITION(word)   ((uint16_t)((word) >> 16)) /* the end's own, modulo 65536 */
#define LANE_GENERATION(word) ((uint16_t)((word) >> 32)) /* of the writer */
#define LANE_SEEN(word)	      ((uint16_t)((word) >> 48)) /* of the other end */

struct lane_descriptor {
	uint64_t offset;    /* what it is relative to: by `operation` */
	uint32_t length;    /* bytes */
	uint16_t operation; /* LANE_* */
	uint16_t tag;	    /* the sender's, returned by the answer */
};

/* Flags of `operation`. */
#define LANE_MORE 0x8000u /* the next descriptor belongs to the same work */

/* Operations of a block lane, from the back end: offset in bytes of the disk; segments follow. */
#define LANE_BLOCK_READ		1u
#define LANE_BLOCK_WRITE	2u
#define LANE_BLOCK_FLUSH	3u
#define LANE_BLOCK_DISCARD	4u
#define LANE_BLOCK_WRITE_ZEROES 5u
#define LANE_SEGMENT		6u  /* offset in the client's window */
#define LANE_BLOCK_SEGMENTS	30u /* of one READ or WRITE at most */
/* … from the driver: `length` is 0, or a positive errno */
#define LANE_BLOCK_DONE 7u

/* Of a lane of frames: a part of one in the descriptor's own slot, `offset` bytes into it. */
#define LANE_FRAME 8u

/* The head of a half; each word is in a cache line of its own. `ring` follows, then the slots. */
struct lane_half {
	uint64_t commit;
	uint64_t pad_commit[7];
	uint64_t taken;
	uint64_t pad_taken[7];
	struct lane_descriptor ring[];
};
_Static_assert(sizeof(struct lane_descriptor) == 16 && sizeof(struct lane_half) == 128, "lane.h");

/* Bytes of a half with `size` descriptors (a power of two) and slots of `slot` bytes (0: none). */
#define LANE_HALF_BYTES(size, slot) (128u + (size) * (16u + (slot)))
