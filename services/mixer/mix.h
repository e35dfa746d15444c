/* SPDX-License-Identifier: BSD-3-Clause */
/* Periods of sound, mixed from streams. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/sound.h>

/** A stream, which another VM writes and isn't trusted. */
struct mix_source {
	struct sound_level level; /* as configured */
	const volatile struct sound_stream
	    *stream; /* frames, which the other VM may change while they are read */
	volatile struct sound_tick *tick; /* written here */
	unsigned int bell;		  /* doorbell of the other VM */
	uint32_t from, count;		  /* its frames of the current period */
};

/** An output. */
struct mix {
	unsigned int count;	   /* of streams */
	uint32_t ducks;		   /* the stream that ducks the others; SOUND_NONE: none */
	uint32_t number;	   /* of the latest period */
	struct sound_mix *watched; /* what another VM reads; NULL: none does */
	struct mix_source source[SOUND_STREAMS_MAX]; /* [count] */
};

/** Check the configuration against the channels, and go on behind the frames that an earlier life has taken.
 *
 * @param size  bytes of `is`
 * @return 0, or -EINVAL: they don't go together */
int mix_open(struct mix *mix, const struct sound_output *is, unsigned int size,
	     const struct bulkhead_channel *channel, unsigned int channels);

/** Mix the next period, and tell the streams' VMs.
 *
 * @param frame  [SOUND_PERIOD]
 * @param ring   the doorbell */
void mix_period(struct mix *mix, struct sound_frame *frame, void (*ring)(unsigned int bell));
