/* SPDX-License-Identifier: BSD-3-Clause */
/* A stream of sound that is mixed with others (bulkhead/sound.h): the end that plays. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/sound.h>

/** A stream. */
struct sound {
	struct sound_stream *stream;		/* written here */
	const volatile struct sound_tick *tick; /* page that the mixer writes */
	unsigned int bell;			/* doorbell of the mixer */
};

/** Attach to a stream.
 *
 * @param stream, tick  its channels
 * @return 0, or -EINVAL: the channels are too small */
int sound_attach(struct sound *sound, const struct bulkhead_channel *stream,
		 const struct bulkhead_channel *tick);

/** Frames that have been put and that the mixer hasn't taken yet. @return 0 … SOUND_FRAMES */
uint32_t sound_waits(const struct sound *sound);

/** Frames that can be put now. @return 0 … SOUND_FRAMES */
static inline uint32_t sound_room(const struct sound *sound)
{
	return SOUND_FRAMES - sound_waits(sound);
}

/** Put frames behind those that wait.
 *
 * @param count  frames, at most sound_room() */
void sound_put(struct sound *sound, const struct sound_frame *frame, uint32_t count);

/** Shall the mixer ring the doorbell of this VM after each period? */
void sound_run(struct sound *sound, bool runs);
