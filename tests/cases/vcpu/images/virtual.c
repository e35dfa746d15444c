/* SPDX-License-Identifier: BSD-3-Clause */
/* This image is entered at the physical address of its virtual entry point. It looks for devices in all virtio-mmio slots of
 * virt. */
#include <kit/gic.h>
#include <kit/guest.h>
#include <virtio/mmio.h>

#define SLOTS	0x0a000000ull
#define SLOT	0x200ull
#define COUNT	32
#define PC_BITS 0xffffffffull

void guest(unsigned cpu)
{
	uint64_t magic = 0, devices = 0, pc;

	(void)cpu;
	__asm__("adr %0, ." : "=r"(pc));
	for (unsigned i = 0; i < COUNT; i++) {
		magic += *reg(SLOTS + i * SLOT + VIRTIO_MMIO_MAGIC_VALUE) == VIRTIO_MMIO_MAGIC;
		devices += *reg(SLOTS + i * SLOT + VIRTIO_MMIO_DEVICE_ID) != 0;
	}
	check("it runs at its physical address", pc & ~PC_BITS, 0);
	check("32 slots have the magic value", magic, COUNT);
	check("none has a device", devices, 0);
	summary();
}
