/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/sound.h>

int sound_attach(struct sound *sound, const struct bulkhead_channel *stream,
		 const struct bulkhead_channel *tick)
{
	if (stream->size < sizeof(*sound->stream) || tick->size < sizeof(*sound->tick))
		return -EINVAL;
	sound->stream = (struct sound_stream *)(uintptr_t)stream->ipa;
	sound->tick = (const volatile struct sound_tick *)(uintptr_t)tick->ipa;
	sound->bell = stream->index;
	return 0;
}

uint32_t sound_waits(const struct sound *sound)
{
	uint32_t waits =
	    sound->stream->put - __atomic_load_n(&sound->tick->taken, __ATOMIC_ACQUIRE);

	/* A mixer that says it has taken more than there was gets nothing until it tells the truth. */
	return waits <= SOUND_FRAMES ? waits : SOUND_FRAMES;
}

void sound_put(struct sound *sound, const struct sound_frame *frame, uint32_t count)
{
	uint32_t put = sound->stream->put;

	for (uint32_t i = 0; i < count; i++)
		sound->stream->ring[(put + i) % SOUND_FRAMES] = frame[i];
	/* The mixer must see the frames before their number. */
	__atomic_store_n(&sound->stream->put, put + count, __ATOMIC_RELEASE);
}

void sound_run(struct sound *sound, bool runs)
{
	__atomic_store_n(&sound->stream->runs, runs, __ATOMIC_RELAXED);
}
