/* SPDX-License-Identifier: BSD-3-Clause */
#include "watch.h"
#include <stdbool.h>
#include <string.h>
#include "tone.h"

#define VOLUME_SHIFT 8

/* Is the output this sample of the chime, and no more of others than they may contribute? */
static bool is_there(int32_t output, int32_t sample, const struct sound_place *place)
{
	/* Each stream's part is rounded down, so the sum may be lower by one a stream. */
	int32_t others = (int32_t)(place->others * (INT16_MAX + 1) >> VOLUME_SHIFT);
	int32_t rest = output - (sample * (int32_t)place->level.volume >> VOLUME_SHIFT);

	return rest >= -others - (int32_t)SOUND_STREAMS_MAX && rest <= others;
}

static void check(const struct sound_period *p, const struct sound_place *place,
		  struct watch_counts *counts)
{
	uint32_t from = p->stream[place->index].from, count = p->stream[place->index].count;

	if (count == 0) {
		counts->silent++;
		return;
	}
	for (uint32_t j = 0; j < SOUND_PERIOD && j < count; j++) {
		if (is_there(p->frame[j].left, tone(from + j), place) &&
		    is_there(p->frame[j].right, tone(from + j), place))
			continue;
		counts->wrong++;
		return;
	}
	counts->good++;
}

uint32_t watch_periods(const volatile struct sound_mix *mix, const struct sound_place *place,
		       uint32_t next, struct watch_counts *counts)
{
	static struct sound_period p;
	uint32_t number = __atomic_load_n(&mix->number, __ATOMIC_ACQUIRE);

	if (number - next >= SOUND_PERIODS && number - next < INT32_MAX) {
		counts->missed += number - next - SOUND_PERIODS + 1;
		next = number - SOUND_PERIODS + 1;
	}
	for (; number - next < SOUND_PERIODS; next++) {
		const volatile struct sound_period *slot = &mix->period[next % SOUND_PERIODS];

		memcpy(&p, (const void *)(uintptr_t)slot, sizeof(p));
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (p.number != next || slot->number != next)
			counts->missed++;
		else
			check(&p, place, counts);
	}
	return next;
}
