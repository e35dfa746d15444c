/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio sound device (virtio 1.2, 5.14): control requests, PCM streams. All fields are little-endian. */
#pragma once
#include <stdint.h>

#define VIRTIO_SND_QUEUE_CONTROL 0
#define VIRTIO_SND_QUEUE_EVENT	 1
#define VIRTIO_SND_QUEUE_TX	 2
#define VIRTIO_SND_QUEUE_RX	 3
#define VIRTIO_SND_QUEUES	 4

/* Configuration (5.14.4). */
struct virtio_snd_config {
	uint32_t jacks;
	uint32_t streams;
	uint32_t chmaps;
};
_Static_assert(sizeof(struct virtio_snd_config) == 12, "virtio 1.2, 5.14.4");

/* Requests (5.14.6). */
#define VIRTIO_SND_R_JACK_INFO	    0x0001u
#define VIRTIO_SND_R_JACK_REMAP	    0x0002u
#define VIRTIO_SND_R_PCM_INFO	    0x0100u
#define VIRTIO_SND_R_PCM_SET_PARAMS 0x0101u
#define VIRTIO_SND_R_PCM_PREPARE    0x0102u
#define VIRTIO_SND_R_PCM_RELEASE    0x0103u
#define VIRTIO_SND_R_PCM_START	    0x0104u
#define VIRTIO_SND_R_PCM_STOP	    0x0105u
#define VIRTIO_SND_R_CHMAP_INFO	    0x0200u

/* Answers, and the status of a buffer. */
#define VIRTIO_SND_S_OK	      0x8000u
#define VIRTIO_SND_S_BAD_MSG  0x8001u
#define VIRTIO_SND_S_NOT_SUPP 0x8002u
#define VIRTIO_SND_S_IO_ERR   0x8003u

/* JACK_INFO, PCM_INFO, CHMAP_INFO: the answer is a status, and then `count` structures of `size` bytes each. */
struct virtio_snd_query_info {
	uint32_t code;
	uint32_t start_id;
	uint32_t count;
	uint32_t size;
};
_Static_assert(sizeof(struct virtio_snd_query_info) == 16, "virtio 1.2, 5.14.6.1");

/* The beginning of each request about a stream. */
struct virtio_snd_pcm_header {
	uint32_t code;
	uint32_t stream_id;
};

#define VIRTIO_SND_D_OUTPUT 0u
#define VIRTIO_SND_D_INPUT  1u

/* Numbers of formats and rates: bits of `formats` and `rates`. */
#define VIRTIO_SND_PCM_FMT_S16	  5u
#define VIRTIO_SND_PCM_RATE_48000 7u

struct virtio_snd_pcm_info {
	uint32_t hda_fn_nid;
	uint32_t features;
	uint64_t formats;
	uint64_t rates;
	uint8_t direction;
	uint8_t channels_min;
	uint8_t channels_max;
	uint8_t padding[5];
};
_Static_assert(sizeof(struct virtio_snd_pcm_info) == 32, "virtio 1.2, 5.14.6.6.2");

struct virtio_snd_pcm_set_params {
	struct virtio_snd_pcm_header header;
	uint32_t buffer_bytes;
	uint32_t period_bytes;
	uint32_t features;
	uint8_t channels;
	uint8_t format;
	uint8_t rate;
	uint8_t padding;
};
_Static_assert(sizeof(struct virtio_snd_pcm_set_params) == 24, "virtio 1.2, 5.14.6.6.3");

/* A buffer of the queues TX and RX: this, the frames, and a status. */
struct virtio_snd_pcm_xfer {
	uint32_t stream_id;
};
struct virtio_snd_pcm_status {
	uint32_t status;
	uint32_t latency_bytes; /* of the device: bytes that it has taken and not played yet */
};
_Static_assert(sizeof(struct virtio_snd_pcm_status) == 8, "virtio 1.2, 5.14.6.8");
