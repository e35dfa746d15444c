/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Listens to an output of sound, as the VM that watches it, and compares each sample with the limited sum of the streams.
 *
 * Arguments: sound.listen=OUTPUT; sound.periods=N: end after so many periods with sound, or after 2 s without;
 * sound.streams=...: for each stream of the output, `SEED:VOLUME:DUCKED` or, if nobody knows what it plays,
 * `any:VOLUME:DUCKED`, and `chime:VOLUME` for a chime that ducks the others (apps/chime), with commas between them.
 */
#include <stdbool.h>
#include <string.h>
#include <bulkhead/sound.h>
#include <skiff/args.h>
#include <skiff/bootinfo.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/print.h>
#include <skiff/timer.h>
#include "../../apps/chime/tone.h"
#include "pattern.h"

#define POLL_NS	    5000000ull
#define QUIET_MAX   200u /* periods without sound, after which the test ends */
#define REPORTS_MAX 4u

enum kind { PATTERN, ANY, CHIME };
struct voice {
	enum kind kind;
	uint32_t seed;
	int32_t volume, ducked;
};
struct bounds {
	int64_t least, most;
};

static struct voice voice[SOUND_STREAMS_MAX];
static unsigned int voices;
static uint32_t wrong, clipped, ducked, reports;

static uint32_t number(const char **text)
{
	uint32_t value = 0;

	while (**text >= '0' && **text <= '9')
		value = value * 10 + (uint32_t)(*(*text)++ - '0');
	if (**text == ':' || **text == ',')
		(*text)++;
	return value;
}

static bool starts(const char **text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*text, word, length) != 0)
		return false;
	*text += length;
	return true;
}

static void read_voices(const char *text)
{
	while (*text && voices < SOUND_STREAMS_MAX) {
		struct voice *v = &voice[voices++];

		if (starts(&text, "any:"))
			v->kind = ANY;
		else if (starts(&text, "chime:"))
			v->kind = CHIME;
		else
			v->seed = number(&text);
		v->volume = (int32_t)number(&text);
		v->ducked = v->kind == CHIME ? v->volume : (int32_t)number(&text);
	}
}

static int64_t limit(int64_t sample)
{
	if (sample > INT16_MAX)
		return INT16_MAX;
	return sample < INT16_MIN ? INT16_MIN : sample;
}

static void add(struct bounds *b, const struct voice *v, int32_t volume, int32_t sample)
{
	if (v->kind == ANY) {
		b->least += INT16_MIN * volume >> 8;
		b->most += INT16_MAX * volume >> 8;
	} else {
		b->least += sample * volume >> 8;
		b->most += sample * volume >> 8;
	}
}

/* Compare a sample with the limited sum of the streams. */
static void check(const struct sound_period *p, uint32_t j, bool duck)
{
	struct bounds left = {0, 0}, right = {0, 0};
	const struct sound_frame *f = &p->frame[j];

	for (unsigned int i = 0; i < voices; i++) {
		const struct voice *v = &voice[i];
		uint32_t n = p->stream[i].from + j;
		struct sound_frame is =
		    v->kind == CHIME ? (struct sound_frame){tone(n), tone(n)} : pattern(v->seed, n);
		int32_t volume = duck ? v->ducked : v->volume;

		if (j >= p->stream[i].count)
			continue;
		add(&left, v, volume, is.left);
		add(&right, v, volume, is.right);
	}
	clipped += left.most > INT16_MAX || left.least < INT16_MIN;
	if (f->left >= limit(left.least) && f->left <= limit(left.most) &&
	    f->right >= limit(right.least) && f->right <= limit(right.most))
		return;
	wrong++;
	if (reports++ < REPORTS_MAX)
		print("sound-test: period %u, frame %u is %d %d, not %d ... %d, %d ... %d\n",
		      p->number, j, f->left, f->right, (int)limit(left.least),
		      (int)limit(left.most), (int)limit(right.least), (int)limit(right.most));
}

/* Check a period. @return whether it has sound */
static bool check_period(const struct sound_period *p)
{
	bool duck = false, any = false;

	for (unsigned int i = 0; i < voices; i++) {
		any |= p->stream[i].count != 0;
		duck |= voice[i].kind == CHIME && p->stream[i].count != 0;
	}
	ducked += duck;
	for (uint32_t j = 0; j < SOUND_PERIOD; j++)
		check(p, j, duck);
	return any;
}

static const volatile struct sound_mix *find(const char *output)
{
	const char *page = (const char *)bootinfo();
	const struct bulkhead_channel *c = (const void *)(page + bootinfo()->channels);
	size_t length = strlen(output);

	for (uint32_t i = 0; i < bootinfo()->channel_count; i++)
		if (strncmp(c[i].name, output, length) == 0 &&
		    strcmp(c[i].name + length, "-mix") == 0 &&
		    c[i].size >= sizeof(struct sound_mix))
			return (const volatile struct sound_mix *)(uintptr_t)c[i].ipa;
	return NULL;
}

static void on_timer(struct timer *t)
{
	(void)t;
}

static void wait(struct timer *timer)
{
	uint64_t until = time_ticks() + time_ns_to_ticks(POLL_NS);

	while (time_ticks() < until) {
		timer_start(timer, until);
		irq_wait();
		irq_dispatch();
	}
}

int main(int argc, char **argv)
{
	uint32_t heard = 0, quiet = 0, missed = 0, next = 1;
	uint32_t periods = (uint32_t)args_number("sound.periods", 1);
	const volatile struct sound_mix *mix;
	static struct sound_period p;
	static struct timer timer;

	(void)argc, (void)argv;
	irq_save();
	mix = find(args_option("sound.listen"));
	read_voices(args_option("sound.streams"));
	timer_init(&timer, on_timer);
	while (mix && heard < periods && quiet < QUIET_MAX) {
		uint32_t number = __atomic_load_n(&mix->number, __ATOMIC_ACQUIRE);

		for (; number - next < INT32_MAX; next++) {
			const volatile struct sound_period *slot =
			    &mix->period[next % SOUND_PERIODS];

			memcpy(&p, (const void *)(uintptr_t)slot, sizeof(p));
			__atomic_thread_fence(__ATOMIC_ACQUIRE);
			if (p.number != next || slot->number != next)
				missed++;
			else if (check_period(&p))
				heard++, quiet = 0;
			else
				quiet++;
		}
		wait(&timer);
	}
	print("sound-test: %u periods heard, %u ducked, %u frames wrong, %u limited, %u periods "
	      "missed\n",
	      heard, ducked, wrong, clipped, missed);
	return !(heard >= periods && wrong == 0);
}
