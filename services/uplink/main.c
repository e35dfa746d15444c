/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a network device, as the uplink of a network (bulkhead/network.h): frames for addresses that no port has go
 * out, frames from outside reach the ports that the flow matrix names.
 *
 * Outside, frames of a port in a VLAN have its tag (IEEE 802.1Q); inside there are no tags. Frames are copied between lane
 * and buffer, so a port can't change a checked frame, and the device reaches no lane. This VM may die at any instruction:
 * frames that it holds are lost, as on a wire.
 */
#include <errno.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/switch_port.h>
#include "device.h"
#include "frames.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

static bool works; /* the device works */
static struct network_counters counters;
static struct port port = {.counters = &counters};

static void on_device(void *argument)
{
	(void)argument;
	device_interrupt();
}

static void on_doorbell(void *argument)
{
	(void)argument;
}

static int begin_port(void)
{
	const struct bulkhead_channel *channel =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);

	for (unsigned int i = 0; i < bootinfo()->channel_count; i++)
		irq_register(channel[i].virq, on_doorbell, NULL, IRQ_DEVICE);
	return port_open(&port, false);
}

/* After a look that found nothing: may this VM wait for an interrupt? */
static bool may_wait(void)
{
	if (!works)
		return true;
	if (device_broken())
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
	/* QEMU's GICv2 doesn't look again at a line that rose between on_device() and the end of its
	 * interrupt, so it is lowered here. */
	device_interrupt();
	return device_listen();
}

int main(int argc, char **argv)
{
	unsigned int irq;
	int error;

	(void)argc, (void)argv;
	/* Interrupts only wake this VM: they are taken between two looks at device and lanes. */
	irq_save();
	error = device_begin(&irq);
	works = error == 0;
	if (works)
		irq_register(irq, on_device, NULL, IRQ_DEVICE);
	else
		print("uplink: no network device that works (%d): nothing goes out\n", error);
	error = begin_port();
	if (error) {
		print("uplink: configuration and channels don't go together\n");
		return 1;
	}
	for (;;) {
		uint32_t waiting = port_look(&port, 0);
		bool some = works && frames_take(&port);

		for (; works && waiting != 0; waiting &= waiting - 1)
			some = frames_give(&port, (unsigned int)__builtin_ctz(waiting)) || some;
		if (some)
			device_kick();
		else if (may_wait())
			irq_wait();
		irq_dispatch();
	}
}
