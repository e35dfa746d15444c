/* SPDX-License-Identifier: BSD-3-Clause */
/* An NVMe function. Behind an SMMU it finds this VM's memory at the addresses that this VM knows. */
#include <errno.h>
#include <pci/config.h>
#include <skiff/bootinfo.h>
#include <skiff/irq.h>
#include <skiff/nvme.h>
#include <skiff/plat.h>
#include "device.h"

/* The device may still write to it when this VM begins anew, if no reset of the function has ended that. */
static struct nvme nvme __attribute__((section(".kept")));

static void on_device(void *argument)
{
	(void)argument;
	nvme_interrupt(&nvme);
}

/* What makes an address of this VM one of the device: channels have physical addresses where devices use them. */
static uint64_t bus(void)
{
	const struct bulkhead_channel *c =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);

	return bootinfo()->channel_count && c->pa ? machine.bus : 0;
}

int device_begin(struct block **disk)
{
	struct plat_device device;
	int error;

	if (plat_device("", 0, &device) || !device.configuration)
		return -ENODEV;
	*(volatile uint16_t *)(device.configuration + PCI_COMMAND) =
	    PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	error = nvme_begin(&nvme, device.registers, bus());
	if (error)
		return error;
	irq_register(device.irq, on_device, NULL, IRQ_DEVICE);
	*disk = &nvme.block;
	return 0;
}

bool device_broken(void)
{
	return nvme_broken(&nvme);
}
