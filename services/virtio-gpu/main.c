/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio GPU whose only screen is a plane (bulkhead/display.h). The first channel holds the frame; the second leads back. */
#include <errno.h>
#include <skiff/virtio_extension.h>
#include <skiff/virtio_gpu_device.h>

static EXTENSION_KEPT struct virtio_gpu_kept kept;

static struct plane plane;
static struct virtio_gpu_device gpu;

static void ring(unsigned int bell)
{
	extension_doorbell(bell);
}

int extension_on_init(void)
{
	static const struct virtio_gpu_config config = {.num_scanouts = 1};
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct display_place *place = (const void *)((const char *)b + b->configuration);
	const struct bulkhead_channel *channel = (const void *)((const char *)b + b->channels);
	int error;

	if (b->configuration_size < sizeof(*place) || b->channel_count != 2)
		return -EINVAL;
	error = plane_attach(&plane, &channel[0], &channel[1], place);
	if (error)
		return error;
	gpu = (struct virtio_gpu_device){
	    .device = {.model = &virtio_gpu_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .kept = &kept,
	    .plane = &plane,
	    .ring = ring,
	};
	return virtio_extension_begin(&gpu.device, NULL, &config);
}
