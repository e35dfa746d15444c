/* SPDX-License-Identifier: BSD-3-Clause */
/* The queues of frames and events, and the device's life. */
#include "device.h"

#define CHUNK 128u /* frames that are copied at once */

static struct virtio_snd_device *snd_of(struct virtio_device *device)
{
	return (struct virtio_snd_device *)device; /* its first member */
}

void snd_state(struct virtio_snd_device *d, enum virtio_snd_state state)
{
	d->kept->state = state;
	sound_run(d->sound, state == VIRTIO_SND_RUNNING);
}

/* Take a buffer of frames. @return 1: there is one, 0: there is none, or the driver broke the rules and the device is broken */
static int take(struct virtio_snd_device *d)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_SND_QUEUE_TX];
	int taken = q->size == 0 ? 0 : virtqueue_device_take(q, &d->chain);

	if (taken == 0 || (taken > 0 && d->chain.in >= sizeof(struct virtio_snd_pcm_xfer) &&
			   d->chain.out >= sizeof(struct virtio_snd_pcm_status)))
		return taken;
	virtio_device_break(&d->device);
	return 0;
}

/* The next buffer begins at its first frame, even if this life ends here. */
static void complete(struct virtio_snd_device *d, uint32_t status)
{
	const struct virtio_snd_pcm_status answer = {status,
						     sound_waits(d->sound) * SND_FRAME_BYTES};

	d->kept->played = 0;
	virtqueue_write(&d->chain, 0, &answer, sizeof(answer));
	virtqueue_device_done(&d->device.queue[VIRTIO_SND_QUEUE_TX], d->chain.head, sizeof(answer));
	d->device.budget -= SND_COST;
}

/* Does the current buffer belong to the stream, and has it whole frames? */
static bool fits(const struct virtio_snd_device *d)
{
	struct virtio_snd_pcm_xfer xfer;

	virtqueue_read(&d->chain, 0, &xfer, sizeof(xfer));
	return xfer.stream_id == 0 && (d->chain.in - sizeof(xfer)) % SND_FRAME_BYTES == 0;
}

/*
 * Put the rest of the current buffer into the ring. The driver may have changed the buffer since it was taken first.
 * @return false: the ring is full
 */
static bool put(struct virtio_snd_device *d)
{
	const uint32_t bytes = d->chain.in - (uint32_t)sizeof(struct virtio_snd_pcm_xfer);
	uint32_t room = sound_room(d->sound);
	struct sound_frame frame[CHUNK];

	while (d->kept->played < bytes && room > 0) {
		uint32_t count = (bytes - d->kept->played) / SND_FRAME_BYTES;

		count = count < CHUNK ? count : CHUNK;
		count = count < room ? count : room;
		virtqueue_read(&d->chain,
			       (uint32_t)sizeof(struct virtio_snd_pcm_xfer) + d->kept->played,
			       frame, count * SND_FRAME_BYTES);
		sound_put(d->sound, frame, count);
		d->kept->played += count * SND_FRAME_BYTES;
		d->device.budget -= (int32_t)(count * SND_FRAME_BYTES);
		room -= count;
	}
	return d->kept->played >= bytes;
}

bool snd_play(struct virtio_snd_device *d)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_SND_QUEUE_TX];
	bool full = false;

	if (d->kept->state != VIRTIO_SND_RUNNING)
		return false;
	while (!full && d->device.budget > 0 && take(d)) {
		if (!fits(d)) {
			complete(d, VIRTIO_SND_S_BAD_MSG);
		} else if (put(d)) {
			complete(d, VIRTIO_SND_S_OK);
		} else {
			virtqueue_device_return(q, d->chain.head);
			full = true;
		}
	}
	if (!virtio_device_runs(&d->device) || q->size == 0)
		return false;
	virtio_device_publish(&d->device, VIRTIO_SND_QUEUE_TX);
	/* The mixer rings when there is room again. */
	if (full)
		virtqueue_device_quiet(q);
	return !full && (d->device.budget <= 0 || !virtqueue_device_listen(q));
}

bool snd_flush(struct virtio_snd_device *d)
{
	while (d->device.budget > 0 && take(d))
		complete(d, VIRTIO_SND_S_OK);
	if (!virtio_device_runs(&d->device) || d->device.queue[VIRTIO_SND_QUEUE_TX].size == 0)
		return false;
	virtio_device_publish(&d->device, VIRTIO_SND_QUEUE_TX);
	return d->device.budget <= 0;
}

/* There is no stream whose frames could be captured, and there are no events. */
static bool refuse(struct virtio_snd_device *d)
{
	if (virtqueue_device_waiting(&d->device.queue[VIRTIO_SND_QUEUE_RX]) != 0)
		virtio_device_break(&d->device);
	return false;
}

static bool notify(struct virtio_device *device, unsigned int index)
{
	struct virtio_snd_device *d = snd_of(device);

	switch (index) {
	case VIRTIO_SND_QUEUE_CONTROL:
		return snd_control(d);
	case VIRTIO_SND_QUEUE_TX:
		return snd_play(d);
	case VIRTIO_SND_QUEUE_RX:
		return refuse(d);
	default:
		return false;
	}
}

static void start(struct virtio_device *device, bool resumed)
{
	struct virtio_snd_device *d = snd_of(device);

	if (!resumed || d->kept->state >= VIRTIO_SND_STATES)
		*d->kept = (struct virtio_snd_kept){VIRTIO_SND_RELEASED, 0};
	d->kept->played -= d->kept->played % SND_FRAME_BYTES;
	snd_state(d, (enum virtio_snd_state)d->kept->state);
}

static bool stop(struct virtio_device *device)
{
	snd_state(snd_of(device), VIRTIO_SND_RELEASED);
	return true;
}

const struct virtio_snd_config virtio_snd_configuration = {.streams = 1};

const struct virtio_model virtio_snd_model = {
    .id = VIRTIO_ID_SOUND,
    .queues = VIRTIO_SND_QUEUES,
    .config = sizeof(struct virtio_snd_config),
    .bell = 1u << VIRTIO_SND_QUEUE_TX,
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
    .start = start,
    .notify = notify,
    .stop = stop,
};
