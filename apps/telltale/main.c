/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The safety layer of a screen: warning lamps and a frame counter, drawn from this VM's own memory into a plane above all
 * others. It reads the frame that is scanned out, which it can't write, and prints what is wrong with it and how long after the
 * drawing that was known.
 *
 * Arguments: telltale.frames=N (0: for ever), telltale.plane=CHANNEL, telltale.frame=CHANNEL.
 */
#include <string.h>
#include <skiff/args.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plane.h>
#include <skiff/print.h>
#include <skiff/timer.h>
#include "lamps.h"
#include "watch.h"

#define FRAME_NS 16666667ull
#define DEADLINE_NS \
	(2 * FRAME_NS) /* one frame until it is composed, and one until it is scanned out */
#define REPORTS_MAX 8u

static struct plane plane;
static const volatile uint32_t *frame;
static const struct display_place *place;
static struct timer timer;

static uint32_t counts[4]; /* indexed by enum watch_result */
static uint32_t late, reports;
static uint64_t slowest; /* the longest time from drawing a frame to its result, in ticks */

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
static bool begin(const char *plane_name, const char *frame_name)
{
	const struct bulkhead_channel *drawn = channel_of(plane_name, "");
	const struct bulkhead_channel *tick = channel_of(plane_name, "-tick");
	const struct bulkhead_channel *shown = channel_of(frame_name, "");

	place = at(bootinfo()->configuration);
	if (!drawn || !tick || !shown || bootinfo()->configuration_size < sizeof(*place) ||
	    plane_attach(&plane, drawn, tick, place) || plane.width != LAMPS_WIDTH ||
	    plane.height != LAMPS_HEIGHT ||
	    shown->size < (uint64_t)place->width * place->height * DISPLAY_PIXEL_BYTES)
		return false;
	frame = (const volatile uint32_t *)(uintptr_t)shown->ipa;
	timer_init(&timer, on_timer);
	irq_register(tick->virq, on_doorbell, NULL, IRQ_DEVICE);
	return true;
}

/* @return ticks since `since`, when the frame of this number was on the screen, or the deadline over */
static uint64_t wait_for(uint32_t number, uint64_t since)
{
	uint64_t deadline = since + time_ns_to_ticks(DEADLINE_NS);

	timer_start(&timer, deadline);
	while (!plane_shows(&plane, number) && time_ticks() < deadline) {
		irq_wait();
		irq_dispatch();
	}
	timer_stop(&timer);
	return time_ticks() - since;
}

static void report(uint32_t counter, const char *what, uint64_t ticks)
{
	if (reports++ < REPORTS_MAX)
		print("telltale: frame %u is %s, known after %lu us\n", counter, what,
		      (unsigned long)(time_ticks_to_ns(ticks) / 1000));
}

/* Handle one frame: draw it, wait for it, check it. */
static void show(uint32_t counter, unsigned int lamps)
{
	static uint32_t drawn[LAMPS_WIDTH * LAMPS_HEIGHT];
	uint64_t since = time_ticks(), ticks;
	enum watch_result result;
	uint32_t number;

	lamps_draw(drawn, lamps, counter);
	memcpy(plane.pixels, drawn, sizeof(drawn));
	number = plane_commit(&plane, true);
	hypercall_doorbell(plane.bell);
	ticks = wait_for(number, since);
	if (!plane_shows(&plane, number)) {
		late++;
		report(counter, "late", ticks);
		return;
	}
	slowest = ticks > slowest ? ticks : slowest;
	result = watch_frame(frame, place, drawn);
	counts[result]++;
	if (result != WATCH_GOOD)
		report(counter, watch_names[result], time_ticks() - since);
}

int main(int argc, char **argv)
{
	int64_t frames = args_number("telltale.frames", 0);
	const char *plane_name, *frame_name;

	(void)argc, (void)argv;
	irq_save();
	plane_name = args_option("telltale.plane");
	frame_name = args_option("telltale.frame");
	if (!plane_name || !frame_name || !begin(plane_name, frame_name)) {
		print("telltale: a plane of %ux%u and a frame to watch are expected\n", LAMPS_WIDTH,
		      LAMPS_HEIGHT);
		return 1;
	}
	for (uint32_t counter = 1; frames == 0 || counter <= frames; counter++)
		show(counter, LAMP_BRAKE | LAMP_BELT);
	print("telltale: %u frames good, %u frozen, %u blank, %u wrong, %u late; slowest %lu us\n",
	      counts[WATCH_GOOD], counts[WATCH_FROZEN], counts[WATCH_BLANK], counts[WATCH_WRONG],
	      late, (unsigned long)(time_ticks_to_ns(slowest) / 1000));
	return 0;
}
