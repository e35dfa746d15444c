/* SPDX-License-Identifier: BSD-3-Clause */
#include "mix.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>

#define VOLUME_SHIFT 8
_Static_assert(SOUND_VOLUME == 1u << VOLUME_SHIFT, "the largest volume changes nothing");

/* @return 0, or -EINVAL */
static int open_source(struct mix_source *s, const struct sound_level *level,
		       const struct bulkhead_channel *stream, const struct bulkhead_channel *tick)
{
	if (stream->size < sizeof(*s->stream) || tick->size < sizeof(*s->tick) ||
	    !(tick->rights & BULKHEAD_RIGHT_WRITE) || level->volume > SOUND_VOLUME ||
	    level->ducked > SOUND_VOLUME)
		return -EINVAL;
	*s = (struct mix_source){
	    .level = *level,
	    .stream = (const volatile struct sound_stream *)(uintptr_t)stream->ipa,
	    .tick = (volatile struct sound_tick *)(uintptr_t)tick->ipa,
	    .bell = tick->index,
	};
	return 0;
}

int mix_open(struct mix *mix, const struct sound_output *is, unsigned int size,
	     const struct bulkhead_channel *channel, unsigned int channels)
{
	const struct bulkhead_channel *last;
	int error = 0;

	if (size < sizeof(*is) || is->streams > SOUND_STREAMS_MAX ||
	    size < sizeof(*is) + is->streams * sizeof(is->level[0]) ||
	    channels != 2 * is->streams + (is->watched != 0) ||
	    (is->ducks >= is->streams && is->ducks != SOUND_NONE))
		return -EINVAL;
	*mix = (struct mix){.count = is->streams, .ducks = is->ducks};
	for (unsigned int i = 0; i < is->streams && !error; i++)
		error = open_source(&mix->source[i], &is->level[i], &channel[2 * i],
				    &channel[2 * i + 1]);
	if (error || !is->watched)
		return error;
	last = &channel[2 * is->streams];
	if (last->size < sizeof(*mix->watched) || !(last->rights & BULKHEAD_RIGHT_WRITE))
		return -EINVAL;
	mix->watched = (struct sound_mix *)(uintptr_t)last->ipa;
	mix->number = mix->watched->number;
	return 0;
}

/* Find the frames that a stream contributes to this period. A writer that overruns the ring loses what is in it. */
static void look(struct mix_source *s)
{
	uint32_t put = __atomic_load_n(&s->stream->put, __ATOMIC_ACQUIRE);

	s->from = s->tick->taken;
	s->count = put - s->from;
	if (s->count > SOUND_FRAMES) {
		s->from = put;
		s->count = 0;
	}
	if (s->count > SOUND_PERIOD)
		s->count = SOUND_PERIOD;
}

/* Add a stream's frames, each of which is read once. */
static void add(int32_t (*sum)[2], const struct mix_source *s, int32_t volume)
{
	for (uint32_t i = 0; i < s->count; i++) {
		const volatile struct sound_frame *f =
		    &s->stream->ring[(s->from + i) % SOUND_FRAMES];

		sum[i][0] += f->left * volume >> VOLUME_SHIFT;
		sum[i][1] += f->right * volume >> VOLUME_SHIFT;
	}
}

static int16_t limit(int32_t sample)
{
	if (sample > INT16_MAX)
		return INT16_MAX;
	return sample < INT16_MIN ? INT16_MIN : (int16_t)sample;
}

/* Show the period to the VM that watches: a slot is valid while its number is the period's. */
static void show(const struct mix *mix, const struct sound_frame *frame)
{
	struct sound_period *slot;

	if (!mix->watched)
		return;
	slot = &mix->watched->period[mix->number % SOUND_PERIODS];
	__atomic_store_n(&slot->number, 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	for (unsigned int i = 0; i < mix->count; i++) {
		slot->stream[i].from = mix->source[i].from;
		slot->stream[i].count = mix->source[i].count;
	}
	memcpy(slot->frame, frame, sizeof(slot->frame));
	__atomic_store_n(&slot->number, mix->number, __ATOMIC_RELEASE);
	__atomic_store_n(&mix->watched->number, mix->number, __ATOMIC_RELEASE);
}

void mix_period(struct mix *mix, struct sound_frame *frame, void (*ring)(unsigned int bell))
{
	static int32_t sum[SOUND_PERIOD][2];
	bool ducked;

	memset(sum, 0, sizeof(sum));
	for (unsigned int i = 0; i < mix->count; i++)
		look(&mix->source[i]);
	ducked = mix->ducks != SOUND_NONE && mix->source[mix->ducks].count != 0;
	for (unsigned int i = 0; i < mix->count; i++) {
		const struct sound_level *l = &mix->source[i].level;

		add(sum, &mix->source[i],
		    (int32_t)(ducked && i != mix->ducks ? l->ducked : l->volume));
	}
	for (unsigned int i = 0; i < SOUND_PERIOD; i++)
		frame[i] = (struct sound_frame){limit(sum[i][0]), limit(sum[i][1])};
	mix->number += mix->number == UINT32_MAX ? 2 : 1;
	show(mix, frame);
	for (unsigned int i = 0; i < mix->count; i++) {
		struct mix_source *s = &mix->source[i];

		s->tick->period = mix->number;
		__atomic_store_n(&s->tick->taken, s->from + s->count, __ATOMIC_RELEASE);
		if (s->stream->runs)
			ring(s->bell);
	}
}
