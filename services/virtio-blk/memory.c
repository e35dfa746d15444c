/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio block device with its disk in the rest of the extension's own memory. */
#include <errno.h>
#include <skiff/plat.h>
#include <skiff/virtio_blk_device.h>
#include <skiff/virtio_extension.h>

static struct virtio_blk_device disk;

int extension_on_init(void)
{
	uintptr_t start = (machine.heap_start + 4095) & -(uintptr_t)4096;
	struct virtio_blk_config config;

	if (machine.heap_end < start + VIRTIO_BLK_SECTOR)
		return -ENOMEM;
	disk = (struct virtio_blk_device){
	    .device = {.model = &virtio_blk_on_memory, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .sectors = (machine.heap_end - start) / VIRTIO_BLK_SECTOR,
	    .serial = "bulkhead-ram",
	    .memory = (char *)start,
	};
	virtio_blk_configuration(&disk, &config, VIRTIO_BLK_SECTOR);
	return virtio_extension_begin(&disk.device, NULL, &config);
}
