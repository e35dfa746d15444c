/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../mix.h"

#define STREAMS 3u
#define CHIME	2u

/* Two streams and a chime that ducks them. */
static struct {
	struct sound_output head;
	struct sound_level level[STREAMS];
} configuration;
static struct sound_stream stream[STREAMS];
static struct sound_tick tick[STREAMS];
static struct sound_mix watched;
static struct bulkhead_channel channel[2 * STREAMS + 1];
static struct mix mix;
static struct sound_frame frame[SOUND_PERIOD];
static unsigned rung[STREAMS];

static void ring(unsigned bell)
{
	rung[bell]++;
}

static int begin(void)
{
	return mix_open(&mix, &configuration.head, sizeof(configuration), channel, 2 * STREAMS + 1);
}

static int setup(void **state)
{
	(void)state;
	memset(stream, 0, sizeof(stream));
	memset(tick, 0, sizeof(tick));
	memset(&watched, 0, sizeof(watched));
	memset(rung, 0, sizeof(rung));
	configuration.head = (struct sound_output){STREAMS, CHIME, 1};
	configuration.level[0] = (struct sound_level){256, 64};
	configuration.level[1] = (struct sound_level){200, 32};
	configuration.level[2] = (struct sound_level){128, 128};
	for (unsigned i = 0; i < STREAMS; i++) {
		channel[2 * i] = (struct bulkhead_channel){.ipa = (uintptr_t)&stream[i],
							   .size = sizeof(stream[i])};
		channel[2 * i + 1] = (struct bulkhead_channel){.ipa = (uintptr_t)&tick[i],
							       .size = sizeof(tick[i]),
							       .rights = BULKHEAD_RIGHT_WRITE,
							       .index = i};
	}
	channel[2 * STREAMS] = (struct bulkhead_channel){
	    .ipa = (uintptr_t)&watched, .size = sizeof(watched), .rights = BULKHEAD_RIGHT_WRITE};
	assert_int_equal(begin(), 0);
	return 0;
}

/* Put `count` frames of the same samples. */
static void put(unsigned i, uint32_t count, int left, int right)
{
	for (uint32_t n = 0; n < count; n++)
		stream[i].ring[stream[i].put++ % SOUND_FRAMES] =
		    (struct sound_frame){(int16_t)left, (int16_t)right};
}

static void is(uint32_t n, int left, int right)
{
	assert_int_equal(frame[n].left, left);
	assert_int_equal(frame[n].right, right);
}

static void a_sum_is_by_volume_and_limited(void **state)
{
	(void)state;
	put(0, 2, 1000, -3);
	put(1, 2, 100, -100);
	put(0, 2, 32767, -32768);
	put(1, 1, 100, -100);
	mix_period(&mix, frame, ring);
	is(0, 1000 + 78, -3 - 79); /* 100 * 200 / 256, rounded down */
	is(2, 32767, -32768);
	is(3, 32767, -32768);
	is(4, 0, 0);
	assert_int_equal(tick[0].taken, 4);
	assert_int_equal(tick[1].taken, 3);
}

static void a_period_is_taken_once_and_in_order(void **state)
{
	(void)state;
	for (int n = 1; n <= 1000; n++)
		put(0, 1, n, -n);
	stream[1].runs = 1;
	for (uint32_t period = 0; period < 3; period++) {
		mix_period(&mix, frame, ring);
		for (uint32_t n = 0; n < SOUND_PERIOD; n++) {
			int sample = (int)(period * SOUND_PERIOD + n + 1);

			is(n, sample <= 1000 ? sample : 0, sample <= 1000 ? -sample : 0);
		}
	}
	assert_int_equal(tick[0].taken, 1000);
	assert_int_equal(rung[0], 0);
	assert_int_equal(rung[1], 3);
	assert_int_equal(tick[1].period, 3);
}

static void a_chime_ducks_the_others_and_is_never_limited(void **state)
{
	(void)state;
	put(0, SOUND_PERIOD, 32767, -32768);
	put(1, SOUND_PERIOD, 32767, -32768);
	put(CHIME, 1, 32767, -32768);
	mix_period(&mix, frame, ring);
	is(0, 8191 + 4095 + 16383, -8192 - 4096 - 16384);
	/* The whole period is ducked. */
	is(SOUND_PERIOD - 1, 8191 + 4095, -8192 - 4096);
	put(0, 1, 100, 100);
	mix_period(&mix, frame, ring);
	is(0, 100, 100);
}

static void a_writer_that_lies_loses_its_own_frames(void **state)
{
	(void)state;
	put(0, 10, 1, 1);
	stream[0].put = SOUND_FRAMES + 1;
	put(1, 10, 256, 256);
	mix_period(&mix, frame, ring);
	is(0, 200, 200);
	assert_int_equal(tick[0].taken, SOUND_FRAMES + 1);
	/* It may go back, too; the next honest frames are heard. */
	stream[0].put = 5;
	mix_period(&mix, frame, ring);
	is(0, 0, 0);
	put(0, 1, 7, 7);
	mix_period(&mix, frame, ring);
	is(0, 7, 7);
}

static void a_watcher_sees_what_was_mixed(void **state)
{
	const struct sound_period *p;

	(void)state;
	for (uint32_t n = 1; n <= 2 * SOUND_PERIODS; n++) {
		put(0, n, (int)n, 0);
		mix_period(&mix, frame, ring);
		p = &watched.period[n % SOUND_PERIODS];
		assert_int_equal(watched.number, n);
		assert_int_equal(p->number, n);
		assert_int_equal(p->stream[0].from, n * (n - 1) / 2);
		assert_int_equal(p->stream[0].count, n);
		assert_int_equal(p->stream[1].count, 0);
		assert_memory_equal(p->frame, frame, sizeof(frame));
	}
	/* A new life goes on with the next number, and with the frames that are left. */
	put(0, 1000, 5, 5);
	mix_period(&mix, frame, ring);
	assert_int_equal(begin(), 0);
	mix_period(&mix, frame, ring);
	assert_int_equal(watched.number, 2 * SOUND_PERIODS + 2);
	is(SOUND_PERIOD - 1, 5, 5);
}

static void what_does_not_go_together_is_refused(void **state)
{
	(void)state;
	configuration.head.ducks = STREAMS;
	assert_int_not_equal(begin(), 0);
	configuration.head.ducks = SOUND_NONE;
	assert_int_equal(begin(), 0);
	configuration.level[1].ducked = SOUND_VOLUME + 1;
	assert_int_not_equal(begin(), 0);
	configuration.level[1].ducked = 0;
	channel[2].size--;
	assert_int_not_equal(begin(), 0);
	channel[2].size++;
	channel[3].rights = BULKHEAD_RIGHT_READ;
	assert_int_not_equal(begin(), 0);
	channel[3].rights = BULKHEAD_RIGHT_WRITE;
	channel[6].size = 4096;
	assert_int_not_equal(begin(), 0);
	configuration.head.watched = 0;
	assert_int_not_equal(begin(), 0);
	configuration.head.streams = SOUND_STREAMS_MAX + 1;
	assert_int_not_equal(begin(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_sum_is_by_volume_and_limited, setup),
	    cmocka_unit_test_setup(a_period_is_taken_once_and_in_order, setup),
	    cmocka_unit_test_setup(a_chime_ducks_the_others_and_is_never_limited, setup),
	    cmocka_unit_test_setup(a_writer_that_lies_loses_its_own_frames, setup),
	    cmocka_unit_test_setup(a_watcher_sees_what_was_mixed, setup),
	    cmocka_unit_test_setup(what_does_not_go_together_is_refused, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
