/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/plat.h>
#include <skiff/sdhci.h>
#include "device.h"

/* Kept over a restart: the controller may read the table until its reset, and the next life knows the card. */
static struct sdhci sdhci __attribute__((section(".kept")));

int device_begin(struct block **disk, unsigned int *irq)
{
	struct plat_device device;

	if (plat_device("arasan,sdhci-8.9a", 0, &device))
		return -ENODEV;
	*disk = &sdhci.block;
	*irq = device.irq;
	return sdhci_begin(&sdhci, device.registers, machine.bus);
}

void device_interrupt(void)
{
	sdhci_interrupt(&sdhci);
}

bool device_broken(void)
{
	return sdhci_broken(&sdhci);
}
