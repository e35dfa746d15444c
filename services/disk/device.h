/* SPDX-License-Identifier: BSD-3-Clause */
/* The disk itself: virtio.c or nvme.c, as the image is configured. */
#pragma once
#include <skiff/block.h>

/** Requests that the disk holds at most. */
#ifdef CONFIG_DISK_NVME
#define DEVICE_REQUESTS CONFIG_NVME_REQUESTS
#else
#define DEVICE_REQUESTS CONFIG_VIRTIO_BLK_REQUESTS
#endif

/** Reset the disk, and begin with it.
 *
 * @param disk  where requests go
 * @param irq   INTID of its interrupt, for device_interrupt()
 * @return 0, -ENODEV: this VM has no such device, or what the device's own library says */
int device_begin(struct block **disk, unsigned int *irq);

/** The device's interrupt is looked for, and taken. */
void device_interrupt(void);

/** Has the disk failed, so that only a new life helps? */
bool device_broken(void);
