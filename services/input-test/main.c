/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of a screen's input for tests: the driver of a virtio input device. It shows each report as a line, `input-test:
 * TYPE/CODE=VALUE ...`, and ends when the key ESC, or a contact at the upper left corner, is released.
 *
 * Arguments: input.hostile=N: begin with N rounds that break the rules; input.stamp=1: the devices' driver is
 * `input-stamp`: instead of reports, print at the end the shortest time of a contact from the driver to here; input.quiet=1:
 * don't show reports.
 */
#include <skiff/args.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/virtio_input_driver.h>
#include "hostile.h"

/* Where the compiler places the second device of a VM, whose first one is its GPU. */
#define REGISTERS 0x0a001000u
#define INTERRUPT 81u

static struct virtio_input input;
static uint64_t woken; /* ticks: time of the device's first interrupt since the last look */
static uint32_t cheapest = UINT16_MAX, stamped;

static void on_interrupt(void *argument)
{
	(void)argument;
	if (!woken)
		woken = time_ticks();
	virtio_driver_interrupt(&input.device);
}

/* Keys and contacts that are down, by the events so far. */
static uint32_t keys[(INPUT_BTN_TOUCH + 32) / 32], contacts;

static void note(const struct virtio_input_event *e)
{
	static uint32_t slot;
	uint32_t bit;

	if (e->type == INPUT_EV_KEY && e->code <= INPUT_BTN_TOUCH) {
		bit = 1u << e->code % 32;
		keys[e->code / 32] =
		    e->value ? keys[e->code / 32] | bit : keys[e->code / 32] & ~bit;
	} else if (e->type == INPUT_EV_ABS && e->code == INPUT_ABS_MT_SLOT) {
		slot = e->value % 32;
	} else if (e->type == INPUT_EV_ABS && e->code == INPUT_ABS_MT_TRACKING_ID) {
		bit = 1u << slot;
		contacts = e->value <= UINT16_MAX ? contacts | bit : contacts & ~bit;
	}
}

static unsigned int bits(uint32_t word)
{
	unsigned int count = 0;

	for (; word; word &= word - 1)
		count++;
	return count;
}

static unsigned int count_down(void)
{
	unsigned int count = bits(contacts);

	for (unsigned int i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		count += bits(keys[i]);
	return count;
}

/* A contact's identity is the low 16 bits of the time at which the driver took its event. */
static void stamp(const struct virtio_input_event *e)
{
	uint32_t took = (uint32_t)(woken - e->value) & UINT16_MAX;

	if (e->type != INPUT_EV_ABS || e->code != INPUT_ABS_MT_TRACKING_ID || e->value > UINT16_MAX)
		return;
	stamped++;
	if (took < cheapest)
		cheapest = took;
}

static void show(const struct virtio_input_event *e)
{
	static bool begins = true;

	if (begins)
		print("input-test:");
	begins = e->type == INPUT_EV_SYN;
	if (begins)
		print("\n");
	else
		print(" %u/%u=%d", e->type, e->code, (int)e->value);
}

/* Does the program end with this event? */
static bool ends(const struct virtio_input_event *e)
{
	static uint32_t x = 1, y = 1;

	if (e->type == INPUT_EV_ABS && e->code == INPUT_ABS_MT_POSITION_X)
		x = e->value;
	if (e->type == INPUT_EV_ABS && e->code == INPUT_ABS_MT_POSITION_Y)
		y = e->value;
	return e->type == INPUT_EV_KEY && e->value == 0 &&
	       (e->code == INPUT_KEY_ESC || (e->code == INPUT_BTN_TOUCH && x + y == 0));
}

int main(int argc, char **argv)
{
	bool last = false, stamps = args_number("input.stamp", 0),
	     quiet = args_number("input.quiet", 0);
	struct virtio_input_event e = {0};

	(void)argc, (void)argv;
	irq_save();
	irq_register(INTERRUPT, on_interrupt, NULL, IRQ_DEVICE);
	print("input-test: begins\n");
	if (hostile_run(&input, REGISTERS, (unsigned int)args_number("input.hostile", 0))) {
		print("input-test: FAILED: the device doesn't come back\n");
		return 1;
	}
	print("input-test: ready, %u x %u\n",
	      virtio_input_axis(&input, INPUT_ABS_MT_POSITION_X) + 1,
	      virtio_input_axis(&input, INPUT_ABS_MT_POSITION_Y) + 1);
	while (!last) {
		woken = 0;
		if (virtio_input_listen(&input))
			irq_wait();
		irq_dispatch();
		while (virtio_input_poll(&input, &e) > 0) {
			note(&e);
			if (stamps)
				stamp(&e);
			else if (!quiet)
				show(&e);
			last |= ends(&e);
		}
	}
	if (stamps)
		print("input-test: input.touch %lu instructions, the cheapest of %u\n",
		      (unsigned long)time_ticks_to_ns(cheapest), stamped);
	print("input-test: ends, %u down\n", count_down());
	return 0;
}
