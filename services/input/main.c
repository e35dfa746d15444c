/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a screen's touchscreens, tablets and keyboards (virtio-input, of the board), which gives each event only to
 * the plane that it is for (route.h).
 *
 * It sees no memory of the VMs that get events, and may die at any instruction: it begins with a reset of its devices
 * and releases all keys and contacts that were down.
 */
#include <errno.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/virtio_input_driver.h>
#include "route.h"
#ifdef CONFIG_INPUT_STAMP
#include <skiff/time.h>
#endif

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

/* Kept over a restart: the devices may still write to it. */
static struct virtio_input input[ROUTE_SOURCES] __attribute__((section(".kept")));
static struct route_source source[ROUTE_SOURCES];
static unsigned int sources;
static struct route route;

static void on_device(void *argument)
{
	struct virtio_input *device = argument;

	virtio_driver_interrupt(&device->device);
}

static void ring(unsigned int bell)
{
	hypercall_doorbell(bell);
}

/* Begin with all input devices. @return 0 or an error */
static int begin(void)
{
	struct plat_device device;
	int error = 0;

	for (unsigned int i = 0; plat_device("virtio,mmio", i, &device) == 0; i++) {
		struct virtio_input *in = &input[sources];
		uint32_t width, height;
		unsigned int slots;

		if (sources == ROUTE_SOURCES)
			return -E2BIG;
		error = virtio_input_begin(in, device.registers, machine.bus);
		if (error == -ENODEV) /* a slot of the board without an input device */
			continue;
		if (error)
			return error;
		slots = virtio_input_axis(in, INPUT_ABS_MT_SLOT) + 1;
		width = virtio_input_axis(in, slots > 1 ? INPUT_ABS_MT_POSITION_X : INPUT_ABS_X);
		height = virtio_input_axis(in, slots > 1 ? INPUT_ABS_MT_POSITION_Y : INPUT_ABS_Y);
		if (!route_add(&route, &source[sources], width, height, slots))
			return -E2BIG;
		irq_register(device.irq, on_device, in, IRQ_DEVICE);
		sources++;
	}
	return sources ? 0 : -ENODEV;
}

/* Take all events of a device. If the device fails, this VM begins anew. @return true: something came meanwhile */
static bool take(unsigned int n)
{
	struct virtio_input_event e;
	int taken;

	while ((taken = virtio_input_poll(&input[n], &e)) > 0) {
#ifdef CONFIG_INPUT_STAMP
		route.next_id = (uint32_t)time_ticks();
#endif
#ifdef CONFIG_INPUT_FRAIL
		if (e.type == INPUT_EV_KEY && e.code == INPUT_KEY_F12 && e.value)
			hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
#endif
		route_event(&route, &source[n], &e);
	}
	if (taken < 0)
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
	return !virtio_input_listen(&input[n]);
}

int main(int argc, char **argv)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const char *page = (const void *)b;
	int error;

	(void)argc, (void)argv;
	/* Interrupts only wake this VM: they are taken between two looks at the devices. */
	irq_save();
	route.ring = ring;
	if (route_open(&route, (const void *)(page + b->configuration), b->configuration_size,
		       (const void *)(page + b->channels), b->channel_count)) {
		print("input: configuration and channels don't go together\n");
		return 1;
	}
	error = begin();
	if (error) {
		print("input: no virtio input device that works (%d)\n", error);
		return 1;
	}
	for (;;) {
		bool more = false;

		for (unsigned int i = 0; i < sources; i++)
			more |= take(i);
		if (!more)
			irq_wait();
		irq_dispatch();
	}
}
