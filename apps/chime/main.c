/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The safety chime of an output of sound: a tone that is played from this VM's own memory as a stream that ducks all others. The
 * program reads what the mixer plays, which it can't write, and prints how often the chime wasn't in it, and how late it was.
 *
 * Arguments: chime.times=N (0: for ever), chime.stream=CHANNEL, chime.mix=CHANNEL.
 */
#include <string.h>
#include <skiff/args.h>
#include <skiff/bootinfo.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/print.h>
#include <skiff/sound.h>
#include <skiff/timer.h>
#include "tone.h"
#include "watch.h"

#define PERIOD_NS   10000000ull
#define DEADLINE_NS (2 * PERIOD_NS)  /* the rest of the current period, and the next one */
#define PAUSE	    20u		     /* periods between two chimes */
#define LOST	    (10 * PERIOD_NS) /* a mixer that is silent for so long is gone */

static struct sound sound;
static const struct sound_place *place;
static const volatile struct sound_mix *mix;
static struct timer timer;

static struct watch_counts counts;
static uint32_t next_period, late;
static uint64_t
    slowest; /* longest time from the first frame of a chime to the period that has it, in ticks */

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void on_doorbell(void *argument)
{
	(void)argument;
}

static void on_timer(struct timer *t)
{
	(void)t;
}

static const struct bulkhead_channel *channel_of(const char *name, const char *end)
{
	const struct bulkhead_channel *c = at(bootinfo()->channels);
	size_t length = strlen(name);

	for (uint32_t i = 0; i < bootinfo()->channel_count; i++)
		if (strncmp(c[i].name, name, length) == 0 && strcmp(c[i].name + length, end) == 0)
			return &c[i];
	return NULL;
}

/* @return whether it could be attached */
static bool begin(const char *stream_name, const char *mix_name)
{
	const struct bulkhead_channel *stream = channel_of(stream_name, "");
	const struct bulkhead_channel *tick = channel_of(stream_name, "-tick");
	const struct bulkhead_channel *shown = channel_of(mix_name, "");

	place = at(bootinfo()->configuration);
	if (!stream || !tick || !shown || bootinfo()->configuration_size < sizeof(*place) ||
	    place->index >= SOUND_STREAMS_MAX || place->others == SOUND_NONE ||
	    sound_attach(&sound, stream, tick) || shown->size < sizeof(*mix))
		return false;
	mix = (const volatile struct sound_mix *)(uintptr_t)shown->ipa;
	next_period = mix->number + 1;
	timer_init(&timer, on_timer);
	irq_register(tick->virq, on_doorbell, NULL, IRQ_DEVICE);
	return true;
}

/* Wait for the next period, and check it. @return false: none came */
static bool wait_period(void)
{
	uint64_t deadline = time_ticks() + time_ns_to_ticks(LOST);
	uint32_t period = sound.tick->period;

	timer_start(&timer, deadline);
	while (sound.tick->period == period && time_ticks() < deadline) {
		irq_wait();
		irq_dispatch();
	}
	timer_stop(&timer);
	next_period = watch_periods(mix, place, next_period, &counts);
	return sound.tick->period != period;
}

/* Put as much of the tone as there is room for. @return frames */
static uint32_t put(uint32_t frames)
{
	static struct sound_frame tone_frame[SOUND_PERIOD];
	uint32_t room = sound_room(&sound), n = sound.stream->put;

	frames = frames < room ? frames : room;
	frames = frames < SOUND_PERIOD ? frames : SOUND_PERIOD;
	for (uint32_t i = 0; i < frames; i++)
		tone_frame[i] = (struct sound_frame){tone(n + i), tone(n + i)};
	sound_put(&sound, tone_frame, frames);
	return frames;
}

/* Play one chime. @return false: the mixer is gone */
static bool play(void)
{
	uint64_t since = time_ticks(), took = 0;
	uint32_t first = sound.stream->put, left = TONE_FRAMES;

	while (left > 0) {
		while (left > 0 && sound_room(&sound) > 0)
			left -= put(left);
		if (!wait_period())
			return false;
		if (took == 0 && sound.tick->taken != first)
			took = time_ticks() - since;
	}
	late += took > time_ns_to_ticks(DEADLINE_NS);
	slowest = took > slowest ? took : slowest;
	for (uint32_t i = 0; i < PAUSE; i++)
		if (!wait_period())
			return false;
	return true;
}

int main(int argc, char **argv)
{
	int64_t times = args_number("chime.times", 0);
	const char *stream, *mixed;
	uint32_t lost = 0;

	(void)argc, (void)argv;
	irq_save();
	stream = args_option("chime.stream");
	mixed = args_option("chime.mix");
	if (!stream || !mixed || !begin(stream, mixed)) {
		print("chime: a stream that ducks, and what the mixer plays, are expected\n");
		return 1;
	}
	sound_run(&sound, true);
	for (int64_t i = 0; times == 0 || i < times; i++)
		if (!play())
			lost++;
	sound_run(&sound, false);
	print("chime: %u periods good, %u wrong, %u missed, %u chimes late, %u lost; slowest %lu "
	      "us\n",
	      counts.good, counts.wrong, counts.missed, late, lost,
	      (unsigned long)(time_ticks_to_ns(slowest) / 1000));
	return counts.wrong || lost;
}
