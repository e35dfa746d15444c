/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio sound device (virtio 1.2, 5.14) for a driver that isn't trusted: one stream for playback, of two channels, signed 16
 * bits and 48,000 frames a second. Its frames go to a mixer, which isn't trusted either (bulkhead/sound.h).
 *
 * A buffer is completed when all its frames are in the ring to the mixer; `latency_bytes` says how many of the ring aren't played
 * yet. A device that dies may play buffers twice that are in the ring and that it hasn't completed yet, SOUND_FRAMES at most; and a
 * request twice, so each is allowed in the state that it leads to.
 */
#pragma once
#include <skiff/sound.h>
#include <skiff/virtio_device.h>
#include <virtio/snd.h>

/** Life of the stream (5.14.6.6.1). */
enum virtio_snd_state {
	VIRTIO_SND_RELEASED, /* at first, too */
	VIRTIO_SND_SET,	     /* it has parameters */
	VIRTIO_SND_PREPARED,
	VIRTIO_SND_RUNNING,
	VIRTIO_SND_STOPPED,
	VIRTIO_SND_STATES
};

/** Data that outlives a restart. */
struct virtio_snd_kept {
	uint32_t state;	 /* enum virtio_snd_state */
	uint32_t played; /* bytes of the current buffer that are in the ring */
};

/** A device. */
struct virtio_snd_device {
	struct virtio_device device;  /* its model is virtio_snd_model */
	struct virtio_snd_kept *kept; /* data that outlives this structure */
	struct sound *sound;	      /* attached */
	/* Its own. */
	struct virtqueue_chain request; /* the current control request */
	struct virtqueue_chain chain;	/* the current buffer of frames */
};

/** Its configuration is virtio_snd_configuration. */
extern const struct virtio_model virtio_snd_model;

/** No jacks, one stream, no channel maps. */
extern const struct virtio_snd_config virtio_snd_configuration;
