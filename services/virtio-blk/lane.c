/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio block device with its disk behind this extension's only channel. The command line has the part of the disk, as in
 * the driver's command line, and the serial number: `2048+131072 cluster-root`.
 */
#include <errno.h>
#include <string.h>
#include <skiff/block_range.h>
#include <skiff/virtio_blk_device.h>
#include <skiff/virtio_extension.h>

static EXTENSION_KEPT struct virtqueue_flight flight[CONFIG_VIRTQUEUE_MAX];

static struct virtio_blk_device disk;
static struct virtio_blk_answer answer[CONFIG_VIRTQUEUE_MAX];
static struct lane lane;

static const struct bulkhead_channel *channel(void)
{
	return (const void *)((const char *)bootinfo() + bootinfo()->channels);
}

static void ring(const struct virtio_blk_device *blk)
{
	(void)blk;
	extension_doorbell(channel()->index);
}

/* Find the lane's two halves: this end writes the first one. */
static int find_lane(void)
{
	uint64_t half = channel()->size / 2;

	if (bootinfo()->channel_count != 1)
		return -ENODEV;
	return lane_attach(&lane, (struct lane_half *)(uintptr_t)channel()->ipa,
			   (const struct lane_half *)(uintptr_t)(channel()->ipa + half),
			   lane_size(half, 0), 0, false);
}

int extension_on_init(void)
{
	struct virtio_blk_config config;
	struct block_range range;
	const char *serial = block_range_read(bootinfo()->args, &range);
	int error = serial ? find_lane() : -EINVAL;

	if (error)
		return error;
	disk = (struct virtio_blk_device){
	    .device = {.model = &virtio_blk_on_lane, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .sectors = range.sectors,
	    .read_only = range.read_only,
	    .lane = &lane,
	    .window = virtio_extension_window(),
	    .answer = answer,
	    .in_flight_max = CONFIG_VIRTQUEUE_MAX,
	    .ring = ring,
	};
#ifdef CONFIG_LIB_EXPLOIT
	disk.sectors +=
	    UINT32_MAX; /* a compromised back end: the client may access all behind its part */
#endif
	for (unsigned int i = 0; i < VIRTIO_BLK_ID_BYTES && serial[i] && serial[i + 1]; i++)
		disk.serial[i] = serial[i + 1];
	virtio_blk_configuration(&disk, &config, VIRTIO_BLK_SECTOR);
	return virtio_extension_begin(&disk.device, flight, &config);
}
