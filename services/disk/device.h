/* SPDX-License-Identifier: BSD-3-Clause */
/* The device: virtio.c, nvme.c or sdhci.c, as the image is configured. */
#pragma once
#include <skiff/block.h>

/** Maximum of requests that the disk holds. */
#ifdef CONFIG_DISK_NVME
#define DEVICE_REQUESTS CONFIG_NVME_REQUESTS
#elif defined(CONFIG_DISK_SDHCI)
#include <skiff/sdhci.h>
#define DEVICE_REQUESTS CONFIG_SDHCI_REQUESTS
#else
#define DEVICE_REQUESTS CONFIG_VIRTIO_BLK_REQUESTS
#endif

/** Microseconds after which a busy device is looked at without an interrupt. 0: never. */
#ifdef CONFIG_DISK_SDHCI
#define DEVICE_LIMIT_US SDHCI_PART_US
#else
#define DEVICE_LIMIT_US 0u
#endif

/** Reset the disk, and begin with it.
 *
 * @param disk  set to the disk that takes requests
 * @param irq   INTID of its interrupt, for device_interrupt()
 * @return 0, -ENODEV: this VM has no such device, or what the device's own library says */
int device_begin(struct block **disk, unsigned int *irq);

/** Read and clear the cause of the device's interrupt. */
void device_interrupt(void);

/** Has the disk failed, so that this VM must begin anew? */
bool device_broken(void);
