/* SPDX-License-Identifier: BSD-3-Clause */
/* An NVMe function. Behind an SMMU it finds this VM's memory at the addresses that this VM knows. */
#include <errno.h>
#include <pci/config.h>
#include <skiff/bootinfo.h>
#include <skiff/nvme.h>
#include <skiff/plat.h>
#include "device.h"

/* Kept over a restart: the device may still write to it, if no reset of the function has ended that. */
static struct nvme nvme __attribute__((section(".kept")));

/* The offset from this VM's addresses to the device's. */
static uint64_t bus(void)
{
	const struct bulkhead_channel *c =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);

	return bootinfo()->channel_count && c->pa ? machine.bus : 0;
}

int device_begin(struct block **disk, unsigned int *irq)
{
	struct plat_device device;
	volatile uint16_t *command;
	int error;

	if (plat_device("", 0, &device) || !device.configuration)
		return -ENODEV;
	command = (volatile uint16_t *)(device.configuration + PCI_COMMAND);
	*command = PCI_COMMAND_MEMORY;
	*disk = &nvme.block;
	*irq = device.irq;
	error = nvme_reset(&nvme, device.registers);
	if (error)
		return error;
	*command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	return nvme_begin(&nvme, bus());
}

void device_interrupt(void)
{
	nvme_interrupt(&nvme);
}

bool device_broken(void)
{
	return nvme_broken(&nvme);
}
