/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lanes: how a back end and a driver, or two back ends, hand work to each other through memory that
 * outlives both.
 *
 * A lane has two ends. Each end writes only its own half, and reads the other half. A half has two
 * words, a ring of descriptors, and, if the lane carries data, a slot of payload for each
 * descriptor. There are no pointers: an offset is relative to memory that the reader knows from its
 * own configuration.
 *
 * Each end has a generation: a number other than 0, which changes when a new life of the end begins
 * without the state of the old one (but not when the new life resumes that state). Both words of an
 * end contain the end's generation, and the generation of the other end that it has seen:
 * - commit: the number of descriptors that this end has put into its ring since both generations
 *   met, and (for an end that resumes) its position in the queue that the descriptors came from;
 * - taken: the number of the other end's descriptors that this end has finished, and its position in
 *   the queue that they went to.
 * A word is valid only for a reader whose generation is the one that the writer has seen. So an end
 * that begins anew needs no answer: it neither reads old work nor waits, and the other end finds the
 * new generation when it looks.
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
	uint64_t offset;    /* `operation` says what it is relative to */
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
#define LANE_BLOCK_SEGMENTS	30u /* the most segments of one READ or WRITE */
/* … from the driver: `length` is 0, or a positive errno */
#define LANE_BLOCK_DONE 7u

/* Operation of a lane of frames: a part of a frame, `offset` bytes into the descriptor's own slot. */
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
