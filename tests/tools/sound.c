/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usage: sound FILE.wav STREAM...
 *
 * Does a recording (16 bits, stereo, 48 kHz) have the sound of these streams, mixed as bulkhead/sound.h says? STREAM is
 * SEED:VOLUME:DUCKED:PERIODS (services/sound-test/pattern.h) or chime:VOLUME:DUCKED:PERIODS (apps/chime/tone.h), which ducks. Each
 * period must be the limited sum of the next 480 frames of some of the streams, sample by sample, and each stream must have
 * contributed to PERIODS of them at least.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../apps/chime/tone.h"
#include "../../services/sound-test/pattern.h"

#define HEADER 44 /* bytes of the recording before its frames */

struct stream {
	bool chime;
	unsigned seed, periods;
	int volume, ducked;
	unsigned next; /* number of the next frame */
};

static struct stream stream[SOUND_STREAMS_MAX];
static unsigned streams;

static bool read_stream(const char *text)
{
	struct stream *s = &stream[streams];

	if (streams == SOUND_STREAMS_MAX)
		return false;
	s->chime = strncmp(text, "chime:", 6) == 0;
	streams++;
	return s->chime ? sscanf(text, "chime:%d:%d:%u", &s->volume, &s->ducked, &s->periods) == 3
			: sscanf(text, "%u:%d:%d:%u", &s->seed, &s->volume, &s->ducked,
				 &s->periods) == 4;
}

static int limit(int sample)
{
	return sample > INT16_MAX ? INT16_MAX : sample < INT16_MIN ? INT16_MIN : sample;
}

/* Frame `j` of a period to which the streams of a set contribute. */
static struct sound_frame mixed(unsigned set, unsigned j)
{
	int left = 0, right = 0;
	bool duck = false;

	for (unsigned i = 0; i < streams; i++)
		duck |= stream[i].chime && set >> i & 1;
	for (unsigned i = 0; i < streams; i++) {
		const struct stream *s = &stream[i];
		unsigned n = s->next + j;
		struct sound_frame f =
		    s->chime ? (struct sound_frame){tone(n), tone(n)} : pattern(s->seed, n);
		int volume = duck && !s->chime ? s->ducked : s->volume;

		if (!(set >> i & 1))
			continue;
		left += f.left * volume >> 8;
		right += f.right * volume >> 8;
	}
	return (struct sound_frame){(int16_t)limit(left), (int16_t)limit(right)};
}

static bool is(const struct sound_frame *period, unsigned set)
{
	for (unsigned j = 0; j < SOUND_PERIOD; j++) {
		struct sound_frame f = mixed(set, j);

		if (f.left != period[j].left || f.right != period[j].right)
			return false;
	}
	return true;
}

/* Find the set of streams that are in a period. @return false: it is none */
static bool take(const struct sound_frame *period)
{
	for (unsigned set = 0; set < 1u << streams; set++) {
		if (!is(period, set))
			continue;
		for (unsigned i = 0; i < streams; i++)
			stream[i].next += set >> i & 1 ? SOUND_PERIOD : 0;
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	struct sound_frame period[SOUND_PERIOD];
	FILE *file = argc > 2 ? fopen(argv[1], "rb") : NULL;
	unsigned periods = 0, missing = 0;

	for (int i = 2; i < argc; i++)
		if (!read_stream(argv[i]))
			return 2;
	if (!file || fseek(file, HEADER, SEEK_SET) != 0) {
		fprintf(stderr, "usage: sound FILE.wav STREAM...\n");
		return 2;
	}
	while (fread(period, sizeof(period), 1, file) == 1) {
		if (!take(period)) {
			printf("period %u is no sum of the streams' next frames\n", periods);
			return 1;
		}
		periods++;
	}
	fclose(file);
	for (unsigned i = 0; i < streams; i++) {
		printf("stream %u is in %u of %u periods, %u are expected\n", i,
		       stream[i].next / SOUND_PERIOD, periods, stream[i].periods);
		missing += stream[i].next / SOUND_PERIOD < stream[i].periods;
	}
	return missing != 0;
}
