/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio sound device (virtio 1.2, 5.14): one stream for playback, of 16 bits, stereo, 48 kHz, in periods of 10 ms. */
#pragma once
#include <stdbool.h>
#include <bulkhead/sound.h>
#include <skiff/virtio_driver.h>
#include <virtio/snd.h>

#define VIRTIO_SND_BUFFERS  4u	/* periods that the device holds at most */
#define VIRTIO_SND_REQUESTS 2u	/* descriptors of requests: two a request */
#define VIRTIO_SND_TX	    16u /* descriptors of buffers: three a buffer */
#define VIRTIO_SND_REQUEST  24u /* bytes of a request at most */
#define VIRTIO_SND_ANSWER   36u /* … and of its answer */

/** A period, as the device reads it. */
struct virtio_snd_buffer {
	struct virtio_snd_pcm_xfer xfer;	/* names the stream */
	struct sound_frame frame[SOUND_PERIOD]; /* its frames */
	struct virtio_snd_pcm_status status;	/* written by the device */
};

/** The device and its driver. Lies in the memory that `bus` belongs to. */
struct virtio_snd {
	struct virtio_driver device;				 /* registers */
	struct virtqueue_driver control;			 /* requests */
	struct virtqueue_driver tx;				 /* buffers */
	struct virtqueue_slot request_slot[VIRTIO_SND_REQUESTS]; /* of `control` */
	struct virtqueue_slot buffer_slot[VIRTIO_SND_TX];	 /* of `tx` */
	void (*wait)(struct virtio_snd *snd); /* until an interrupt; NULL: poll */
	uint32_t stream;		      /* number of the stream that was opened */
	char control_ring[VIRTQUEUE_BYTES(VIRTIO_SND_REQUESTS)]
	    __attribute__((aligned(16)));					   /* rings */
	char tx_ring[VIRTQUEUE_BYTES(VIRTIO_SND_TX)] __attribute__((aligned(16))); /* rings */
	uint32_t request[VIRTIO_SND_REQUEST / 4];	     /* the current request */
	uint32_t answer[VIRTIO_SND_ANSWER / 4];		     /* written by the device */
	struct virtio_snd_buffer buffer[VIRTIO_SND_BUFFERS]; /* periods */
};

/** Begin with a device.
 *
 * @param registers  of the virtio-mmio device
 * @param bus        see machine.bus
 * @param wait       NULL: poll
 * @return 0, virtio_driver_begin()'s, or -ENOTSUP: a queue is missing or too small */
int virtio_snd_begin(struct virtio_snd *snd, uintptr_t registers, uint64_t bus,
		     void (*wait)(struct virtio_snd *snd));

/** Make the device forget the buffers of an earlier life, which QEMU 10 keeps over a reset: stop and release all streams. The caller
 * then begins again. */
void virtio_snd_forget(struct virtio_snd *snd);

/** Execute a control request.
 *
 * @param request  `size` bytes, at most VIRTIO_SND_REQUEST
 * @param answer   bytes that the device may write, 4 … VIRTIO_SND_ANSWER
 * @return VIRTIO_SND_S_…, or -EPROTO: the device breaks the rules */
int virtio_snd_do(struct virtio_snd *snd, const void *request, uint32_t size, uint32_t answer);

/** Open the first stream of this direction, and prepare it.
 *
 * @param direction  VIRTIO_SND_D_…
 * @return 0, -ENODEV: there is no such stream of this format, or -EIO: the device refuses */
int virtio_snd_open(struct virtio_snd *snd, uint8_t direction);

/** Start the stream, or stop it. @return 0, or -EIO: the device refuses */
int virtio_snd_run(struct virtio_snd *snd, bool runs);

/** Frames of a buffer that the device doesn't hold, [SOUND_PERIOD]. */
static inline struct sound_frame *virtio_snd_frames(struct virtio_snd *snd, unsigned int index)
{
	return snd->buffer[index].frame;
}

/** Give a buffer to the device. */
void virtio_snd_put(struct virtio_snd *snd, unsigned int index);

/** Take back a buffer.
 *
 * @return its index, -EAGAIN: there is none now, -EIO: the device refused it, or -EPROTO: the device breaks the rules */
int virtio_snd_take(struct virtio_snd *snd);

/** Ask for an interrupt at the next buffer or answer. @return false: one has come meanwhile */
bool virtio_snd_listen(struct virtio_snd *snd);
