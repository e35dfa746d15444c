/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/plat.h>
#include <skiff/virtio_blk_driver.h>
#include "device.h"

/* Kept over a restart: the device may still write to it. */
static struct virtio_blk virtio __attribute__((section(".kept")));

/* The first device that is a disk. */
int device_begin(struct block **disk, unsigned int *irq)
{
	struct plat_device device;
	int error = -ENODEV;

	for (unsigned int i = 0; error == -ENODEV && plat_device("virtio,mmio", i, &device) == 0;
	     i++) {
		error = virtio_blk_begin(&virtio, device.registers, machine.bus);
		*irq = device.irq;
	}
	*disk = &virtio.block;
	return error;
}

void device_interrupt(void)
{
	virtio_driver_interrupt(&virtio.device);
}

bool device_broken(void)
{
	return virtio_driver_broken(&virtio.device);
}
