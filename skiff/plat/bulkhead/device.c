/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices that this VM was given. */
#include <errno.h>
#include <skiff/bootinfo.h>
#include <skiff/plat.h>

int plat_device(const char *compatible, unsigned int index, struct plat_device *device)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_device *d = (const void *)((const char *)b + b->devices);

	(void)compatible;
	if (index >= b->device_count)
		return -ENOENT;
	*device = (struct plat_device){(uintptr_t)d[index].ipa, d[index].size, d[index].virq,
				       (uintptr_t)d[index].configuration};
	return 0;
}
