/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/virtio_snd_driver.h>

#define STREAMS_MAX 8u /* streams that are looked at */

int virtio_snd_begin(struct virtio_snd *s, uintptr_t registers, uint64_t bus,
		     void (*wait)(struct virtio_snd *snd))
{
	int error = virtio_driver_begin(&s->device, registers, VIRTIO_ID_SOUND, 0);

	if (error)
		return error;
	s->wait = wait;
	virtqueue_driver_init(&s->control, s->control_ring, s->request_slot, VIRTIO_SND_REQUESTS,
			      bus, s->device.features);
	virtqueue_driver_init(&s->tx, s->tx_ring, s->buffer_slot, VIRTIO_SND_TX, bus,
			      s->device.features);
	if (virtio_driver_queue(&s->device, VIRTIO_SND_QUEUE_CONTROL, &s->control) ||
	    virtio_driver_queue(&s->device, VIRTIO_SND_QUEUE_TX, &s->tx)) {
		virtio_driver_fail(&s->device);
		return -ENOTSUP;
	}
	virtio_driver_ready(&s->device);
	return 0;
}

int virtio_snd_do(struct virtio_snd *s, const void *request, uint32_t size, uint32_t answer)
{
	const struct virtqueue_part part[2] = {
	    {(uintptr_t)s->request + s->control.bus, size},
	    {(uintptr_t)s->answer + s->control.bus, answer},
	};
	int64_t written;

	memcpy(s->request, request, size);
	virtqueue_driver_add(&s->control, part, 1, 1, s);
	if (virtqueue_driver_kick(&s->control))
		virtio_driver_notify(&s->device, VIRTIO_SND_QUEUE_CONTROL);
	while (!virtqueue_driver_take(&s->control, &written)) {
		if (written < 0 || virtio_driver_broken(&s->device))
			return -EPROTO;
		if (s->wait)
			s->wait(s);
	}
	if (written < (int64_t)sizeof(s->answer[0]))
		return -EPROTO;
	return (int)*(volatile uint32_t *)&s->answer[0];
}

/* A request about the stream. @return 0 or -EIO */
static int request(struct virtio_snd *s, uint32_t code)
{
	const struct virtio_snd_pcm_header header = {code, s->stream};

	return virtio_snd_do(s, &header, sizeof(header), 4) == (int)VIRTIO_SND_S_OK ? 0 : -EIO;
}

void virtio_snd_forget(struct virtio_snd *s)
{
	uint32_t streams = 0;

	(void)virtio_driver_config(&s->device, offsetof(struct virtio_snd_config, streams),
				   &streams, sizeof(streams), 1);
	for (s->stream = 0; s->stream < streams && s->stream < STREAMS_MAX; s->stream++) {
		/* A stream that doesn't run refuses. */
		(void)request(s, VIRTIO_SND_R_PCM_STOP);
		(void)request(s, VIRTIO_SND_R_PCM_RELEASE);
	}
}

/* Is stream `index` of this direction, and has it the format? */
static bool fits(struct virtio_snd *s, uint32_t index, uint8_t direction)
{
	const struct virtio_snd_query_info query = {VIRTIO_SND_R_PCM_INFO, index, 1,
						    sizeof(struct virtio_snd_pcm_info)};
	struct virtio_snd_pcm_info info;

	if (virtio_snd_do(s, &query, sizeof(query), sizeof(uint32_t) + sizeof(info)) !=
	    (int)VIRTIO_SND_S_OK)
		return false;
	memcpy(&info, &s->answer[1], sizeof(info));
	return info.direction == direction && info.formats >> VIRTIO_SND_PCM_FMT_S16 & 1 &&
	       info.rates >> VIRTIO_SND_PCM_RATE_48000 & 1 && info.channels_min <= 2 &&
	       info.channels_max >= 2;
}

int virtio_snd_open(struct virtio_snd *s, uint8_t direction)
{
	const uint32_t period = SOUND_PERIOD * (uint32_t)sizeof(struct sound_frame);
	struct virtio_snd_config config;
	struct virtio_snd_pcm_set_params set = {
	    .header.code = VIRTIO_SND_R_PCM_SET_PARAMS,
	    .buffer_bytes = VIRTIO_SND_BUFFERS * period,
	    .period_bytes = period,
	    .channels = 2,
	    .format = VIRTIO_SND_PCM_FMT_S16,
	    .rate = VIRTIO_SND_PCM_RATE_48000,
	};

	if (virtio_driver_config(&s->device, 0, &config, sizeof(uint32_t), 3))
		return -EIO;
	for (s->stream = 0; !fits(s, s->stream, direction); s->stream++)
		if (s->stream + 1 >= config.streams || s->stream + 1 >= STREAMS_MAX)
			return -ENODEV;
	set.header.stream_id = s->stream;
	if (virtio_snd_do(s, &set, sizeof(set), 4) != (int)VIRTIO_SND_S_OK)
		return -EIO;
	return request(s, VIRTIO_SND_R_PCM_PREPARE);
}

int virtio_snd_run(struct virtio_snd *s, bool runs)
{
	return request(s, runs ? VIRTIO_SND_R_PCM_START : VIRTIO_SND_R_PCM_STOP);
}

void virtio_snd_put(struct virtio_snd *s, unsigned int index)
{
	struct virtio_snd_buffer *b = &s->buffer[index];
	const struct virtqueue_part part[3] = {
	    {(uintptr_t)&b->xfer + s->tx.bus, sizeof(b->xfer)},
	    {(uintptr_t)b->frame + s->tx.bus, sizeof(b->frame)},
	    {(uintptr_t)&b->status + s->tx.bus, sizeof(b->status)},
	};

	b->xfer.stream_id = s->stream;
	virtqueue_driver_add(&s->tx, part, 2, 1, b);
	if (virtqueue_driver_kick(&s->tx))
		virtio_driver_notify(&s->device, VIRTIO_SND_QUEUE_TX);
}

int virtio_snd_take(struct virtio_snd *s)
{
	int64_t written = 0;
	struct virtio_snd_buffer *b = virtqueue_driver_take(&s->tx, &written);

	if (!b)
		return written < 0 || virtio_driver_broken(&s->device) ? -EPROTO : -EAGAIN;
	if (*(volatile uint32_t *)&b->status.status != VIRTIO_SND_S_OK)
		return -EIO;
	return (int)(b - s->buffer);
}

bool virtio_snd_listen(struct virtio_snd *s)
{
	bool requests = virtqueue_driver_listen(&s->control);

	return virtqueue_driver_listen(&s->tx) && requests;
}
