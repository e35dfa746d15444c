/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio sound device whose stream is mixed with others (bulkhead/sound.h). The first channel holds frames; the second leads back. */
#include <errno.h>
#include <skiff/virtio_extension.h>
#include <skiff/virtio_snd_device.h>

static EXTENSION_KEPT struct virtio_snd_kept kept;

static struct sound sound;
static struct virtio_snd_device snd;

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_channel *channel = (const void *)((const char *)b + b->channels);
	int error;

	if (b->channel_count != 2)
		return -EINVAL;
	error = sound_attach(&sound, &channel[0], &channel[1]);
	if (error)
		return error;
	snd = (struct virtio_snd_device){
	    .device = {.model = &virtio_snd_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .kept = &kept,
	    .sound = &sound,
	};
	return virtio_extension_begin(&snd.device, NULL, &virtio_snd_configuration);
}
