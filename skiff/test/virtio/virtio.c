/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/test.h>
#include <virtio/mmio.h>
#include "virtio.h"

uintptr_t virtio_find(uint32_t id, unsigned int index)
{
	struct plat_device d;

	for (unsigned int i = 0; plat_device("virtio,mmio", i, &d) == 0; i++)
		if (*(volatile uint32_t *)(d.registers + VIRTIO_MMIO_DEVICE_ID) == id &&
		    index-- == 0)
			return d.registers;
	return 0;
}

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	return test_run() == 0 ? 0 : 1;
}
