/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sound: streams that the system's description mixes into one output, each written by one VM.
 *
 * A stream is two channels between the VM that plays it and the VM that mixes. The first holds a ring of frames, and only the VM
 * that plays can write to it. The second says how many frames have been taken, and only the mixer can write to it. Frames are
 * pairs of signed 16-bit samples, left and right, 48,000 a second.
 *
 * The mixer works in periods of 10 ms. In each, a stream contributes the frames that it has, and then silence. A sample of the
 * output is the sum of (sample * volume) >> 8 over all streams, limited to 16 bits. At most one stream ducks: in a period to
 * which it contributes a frame, the others have their volumes `ducked`.
 */
#pragma once
#include <stdint.h>

#define SOUND_RATE	  48000u /* frames a second */
#define SOUND_PERIOD	  480u	 /* frames of a period */
#define SOUND_FRAMES	  2048u	 /* of a stream's ring, a power of two */
#define SOUND_STREAMS_MAX 8u	 /* of an output */
#define SOUND_VOLUME	  256u	 /* volume that changes nothing; the largest */
#define SOUND_NONE	  0xffffffffu

/** A frame; also a word, so that it is copied at once. */
struct sound_frame {
	int16_t left, right;
};
_Static_assert(sizeof(struct sound_frame) == 4, "no holes");

/** A stream's channel. */
struct sound_stream {
	uint32_t put;  /* frames written so far; the newest ones are those that are in the ring */
	uint32_t runs; /* not 0: ring the doorbell after each period */
	uint32_t reserved[14];
	struct sound_frame ring[SOUND_FRAMES]; /* frame n lies at n % SOUND_FRAMES */
};

/** The channel back. */
struct sound_tick {
	uint32_t taken;	 /* frames taken so far: those of the ring that are free again */
	uint32_t period; /* number of the latest period that was mixed */
};

/** Volumes of a stream, 0 ... SOUND_VOLUME. */
struct sound_level {
	uint32_t volume; /* as a rule */
	uint32_t ducked; /* in periods to which the stream that ducks contributes */
};

/** Configuration of a VM that plays a stream. */
struct sound_place {
	uint32_t index; /* of the stream, at the mixer */
	struct sound_level level;
	uint32_t
	    others; /* if it ducks: sum of the others' `ducked` volumes; otherwise SOUND_NONE */
};

/** Configuration of the mixer. Stream k is at the other end of its channels 2k and 2k + 1. */
struct sound_output {
	uint32_t streams;
	uint32_t ducks;	  /* stream that ducks the others; SOUND_NONE: none */
	uint32_t watched; /* 1: channel 2 * streams has struct sound_mix, which another VM reads */
	struct sound_level level[];
};
_Static_assert(sizeof(struct sound_place) == 16 && sizeof(struct sound_output) == 12, "no holes");

/** A mixed period, as the mixer shows it. */
struct sound_period {
	uint32_t number; /* of the period, from 1 on; 0: the slot is being written */
	struct {
		uint32_t from;	/* number of the stream's first frame in the period */
		uint32_t count; /* frames that the stream contributed, 0 ... SOUND_PERIOD */
	} stream[SOUND_STREAMS_MAX];
	struct sound_frame frame[SOUND_PERIOD];
};

#define SOUND_PERIODS 8u /* that a watcher can read back, a power of two */

/** The channel of the watcher: period n lies at n % SOUND_PERIODS. */
struct sound_mix {
	uint32_t number; /* of the latest period */
	uint32_t reserved[15];
	struct sound_period period[SOUND_PERIODS];
};
