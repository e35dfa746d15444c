/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists the board's devices that this VM was given, then the devices that extensions emulate for it. */
#include <errno.h>
#include <skiff/bootinfo.h>
#include <skiff/config.h>
#include <skiff/plat.h>

/* The addresses at which the compiler places the devices of `networks` and `devices` (docs/system-description.md). */
#define PORTS		0x0a000000u
#define PORT_BYTES	0x1000u
#define PORTS_FIRST_IRQ 80u

int plat_device(const char *compatible, unsigned int index, struct plat_device *device)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_device *d = (const void *)((const char *)b + b->devices);

	(void)compatible;
	if (index >= b->device_count) {
		static const unsigned int ports = CONFIG_BULKHEAD_PORTS;

		index -= b->device_count;
		if (index >= ports)
			return -ENOENT;
		*device = (struct plat_device){.registers = PORTS + index * PORT_BYTES,
					       .size = PORT_BYTES,
					       .irq = PORTS_FIRST_IRQ + index};
		return 0;
	}
	*device = (struct plat_device){(uintptr_t)d[index].ipa, d[index].size, d[index].virq,
				       (uintptr_t)d[index].configuration, machine.bus};
	return 0;
}
