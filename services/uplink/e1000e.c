/* SPDX-License-Identifier: BSD-3-Clause */
/* An Intel 82574 behind the SMMU: it reaches only this VM's memory, at this VM's addresses. */
#include <errno.h>
#include <pci/config.h>
#include <skiff/e1000e.h>
#include <skiff/plat.h>
#include <skiff/switch_port.h>
#include "device.h"

_Static_assert(E1000E_HEAD == PORT_HEADER, "a port finds a frame where the device puts it");

/* Kept over a restart: the device may still write to it. */
static struct e1000e net __attribute__((section(".kept")));

int device_begin(unsigned int *irq)
{
	struct plat_device device;
	volatile uint16_t *command;
	int error;

	if (plat_device("", 0, &device) || !device.configuration)
		return -ENODEV;
	command = (volatile uint16_t *)(device.configuration + PCI_COMMAND);
	/*
	 * Bus mastering stays off until the device's reset: otherwise the device would go on with the rings of the last life,
	 * as no reset of the function has stopped it.
	 */
	*command = PCI_COMMAND_MEMORY;
	*irq = device.irq;
	error = e1000e_reset(&net, device.registers);
	if (error)
		return error;
	*command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	e1000e_begin(&net, 0);
	return 0;
}

char *device_received(uint32_t *length)
{
	return e1000e_received(&net, length);
}

void device_return(char *buffer)
{
	(void)buffer;
	e1000e_return(&net);
}

char *device_buffer(void)
{
	return e1000e_buffer(&net);
}

void device_send(char *buffer, uint32_t length)
{
	(void)buffer;
	e1000e_send(&net, length);
}

void device_kick(void)
{
	e1000e_kick(&net);
}

void device_interrupt(void)
{
	e1000e_interrupt(&net);
}

bool device_broken(void)
{
	return false;
}

bool device_listen(void)
{
	return e1000e_listen(&net, !e1000e_buffer(&net));
}
