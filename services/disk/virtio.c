/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/virtio_blk_driver.h>
#include "device.h"

/* The device may still write to it when this VM begins anew. */
static struct virtio_blk virtio __attribute__((section(".kept")));

static void on_device(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&virtio.device);
}

/* The first device that is a disk. */
int device_begin(struct block **disk)
{
	struct plat_device device;
	int error = -ENODEV;

	for (unsigned int i = 0; plat_device("virtio,mmio", i, &device) == 0; i++) {
		error = virtio_blk_begin(&virtio, device.registers, machine.bus);
		if (error == -ENODEV)
			continue;
		irq_register(device.irq, on_device, NULL, IRQ_DEVICE);
		break;
	}
	*disk = &virtio.block;
	return error;
}

bool device_broken(void)
{
	if (virtio_driver_broken(&virtio.device))
		return true;
	/* QEMU's GICv2 doesn't look again at a line that rose between on_device() and the end of its
	 * interrupt, so it is lowered here. */
	virtio_driver_interrupt(&virtio.device);
	return false;
}
