/* SPDX-License-Identifier: BSD-3-Clause */
/* A Cadence GEM of the board. */
#include <errno.h>
#include <skiff/gem.h>
#include <skiff/plat.h>
#include <skiff/switch_port.h>
#include "device.h"

_Static_assert(GEM_HEAD == PORT_HEADER, "a port finds a frame where the device puts it");

/* The device may still write to it when this VM begins anew. */
static struct gem net __attribute__((section(".kept")));

int device_begin(unsigned int *irq)
{
	struct plat_device device;

	if (plat_device("cdns,gem", 0, &device))
		return -ENODEV;
	*irq = device.irq;
	return gem_begin(&net, device.registers, machine.bus);
}

char *device_received(uint32_t *length)
{
	return gem_received(&net, length);
}

void device_return(char *buffer)
{
	(void)buffer;
	gem_return(&net);
}

char *device_buffer(void)
{
	return gem_buffer(&net);
}

void device_send(char *buffer, uint32_t length)
{
	(void)buffer;
	gem_send(&net, length);
}

void device_kick(void)
{
	gem_kick(&net);
}

void device_interrupt(void)
{
	gem_interrupt(&net);
}

bool device_broken(void)
{
	return false;
}

bool device_listen(void)
{
	return gem_listen(&net, !gem_buffer(&net));
}
