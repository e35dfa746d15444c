/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio input device for touches on a plane, and for keys (bulkhead/input.h). Its only channel brings the events. */
#include <errno.h>
#include <skiff/virtio_extension.h>
#include <skiff/virtio_input_device.h>

static EXTENSION_KEPT struct virtio_input_kept kept;

static struct virtio_input_device input;

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct input_place *place = (const void *)((const char *)b + b->configuration);
	const struct bulkhead_channel *channel = (const void *)((const char *)b + b->channels);

	if (b->configuration_size < sizeof(*place) || place->width == 0 || place->height == 0 ||
	    b->channel_count != 1 || channel->size < sizeof(struct input_lane))
		return -EINVAL;
	input = (struct virtio_input_device){
	    .device = {.model = &virtio_input_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .kept = &kept,
	    .lane = (const struct input_lane *)(uintptr_t)channel->ipa,
	    .place = place,
	    .name = b->name,
	};
	return virtio_extension_begin(&input.device, NULL, virtio_input_configuration(&input));
}
