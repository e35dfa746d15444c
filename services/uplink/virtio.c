/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio network device. */
#include <errno.h>
#include <skiff/plat.h>
#include <skiff/virtio_net_driver.h>
#include "device.h"

/* Kept over a restart: the device may still write to it. */
static struct virtio_net net __attribute__((section(".kept")));

int device_begin(unsigned int *irq)
{
	struct plat_device device;
	int error = -ENODEV;

	for (unsigned int i = 0; error == -ENODEV && plat_device("virtio,mmio", i, &device) == 0;
	     i++) {
		error = virtio_net_begin(&net, device.registers, machine.bus);
		*irq = device.irq;
	}
	return error;
}

char *device_received(uint32_t *length)
{
	return virtio_net_received(&net, length);
}

void device_return(char *buffer)
{
	virtio_net_return(&net, buffer);
}

char *device_buffer(void)
{
	return virtio_net_buffer(&net);
}

void device_send(char *buffer, uint32_t length)
{
	virtio_net_send(&net, buffer, length);
}

void device_kick(void)
{
	virtio_net_kick(&net);
}

void device_interrupt(void)
{
	virtio_driver_interrupt(&net.device);
}

bool device_broken(void)
{
	return virtio_driver_broken(&net.device);
}

bool device_listen(void)
{
	return virtio_net_listen(&net, net.free_count == 0);
}
