/* SPDX-License-Identifier: BSD-3-Clause */
/* A sound device, and a mixer that is hostile, too. */
#include <string.h>
#include <skiff/virtio_snd_device.h>
#include "device.h"

static struct sound_stream stream;
static struct sound_tick tick;
static struct sound sound;
static struct virtio_snd_kept kept;
static struct virtio_snd_device device;

static struct virtio_device *begin(bool resume)
{
	const struct bulkhead_channel channels[2] = {
	    {.ipa = (uintptr_t)&stream, .size = sizeof(stream)},
	    {.ipa = (uintptr_t)&tick, .size = sizeof(tick)},
	};

	if (!resume) {
		memset(&kept, 0, sizeof(kept));
		tick.taken = stream.put;
	}
	sound_attach(&sound, &channels[0], &channels[1]);
	device = (struct virtio_snd_device){.kept = &kept, .sound = &sound};
	target_rig(&device.device, &virtio_snd_model);
	virtio_device_begin(&device.device, &virtio_snd_configuration, resume);
	return &device.device;
}

/* Make a request; most are ones that the device accepts in one of its states. @return its answer's length */
static int64_t request(struct virtio_device *d, uint32_t code, uint32_t id, uint32_t size)
{
	const uint32_t word[] = {
	    code,
	    id,
	    code == VIRTIO_SND_R_PCM_INFO ? 1 : 7680,
	    code == VIRTIO_SND_R_PCM_INFO ? 32 : 1920,
	    0,
	    2 | VIRTIO_SND_PCM_FMT_S16 << 8 | VIRTIO_SND_PCM_RATE_48000 << 16,
	};

	memcpy(target_data(), word, sizeof(word));
	return target_ask(d, VIRTIO_SND_QUEUE_CONTROL, size, 36);
}

/* Make a nearly valid request, or offer frames; or be a mixer, well-behaved or not; or corrupt what the device kept. */
static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	if (what < 96) {
		request(d, VIRTIO_SND_R_PCM_INFO + what % 6, value % 64 == 0,
			what < 90 ? 24 : value % 24 + 1);
	} else if (what < 160) {
		memset(target_data(), what < 152 ? 0 : (int)value, 4);
		target_ask(d, VIRTIO_SND_QUEUE_TX, 4 + value % 3000 * (what % 8 ? 4 : 1), 8);
	} else if (what < 224) {
		tick.taken += what < 216 ? SOUND_PERIOD : value;
		virtio_device_look(d, 1u << VIRTIO_SND_QUEUE_TX);
	} else {
		((char *)&kept)[value % sizeof(kept)] = (char)what;
	}
}

static bool works(struct virtio_device *d)
{
	tick.taken = stream.put;
	if (request(d, VIRTIO_SND_R_PCM_SET_PARAMS, 0, 24) != 4 ||
	    request(d, VIRTIO_SND_R_PCM_PREPARE, 0, 8) != 4 ||
	    request(d, VIRTIO_SND_R_PCM_START, 0, 8) != 4)
		return false;
	memset(target_data(), 0, 4);
	return target_ask(d, VIRTIO_SND_QUEUE_TX, 44, 8) == 8 && sound_waits(&sound) == 10;
}

const struct target snd = {begin, other, works};
