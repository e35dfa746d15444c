/* SPDX-License-Identifier: BSD-3-Clause */
/* Control requests (5.14.6): each is copied once, then checked. */
#include "device.h"

union request {
	struct virtio_snd_pcm_header header;
	struct virtio_snd_query_info query;
	struct virtio_snd_pcm_set_params params;
};

struct answer {
	uint32_t status;
	uint32_t info_bytes; /* of the information behind the status */
};

static const struct virtio_snd_pcm_info info = {
    .formats = 1ull << VIRTIO_SND_PCM_FMT_S16,
    .rates = 1ull << VIRTIO_SND_PCM_RATE_48000,
    .direction = VIRTIO_SND_D_OUTPUT,
    .channels_min = 2,
    .channels_max = 2,
};

static struct answer query(const struct virtio_snd_device *d, const struct virtio_snd_query_info *q)
{
	const uint32_t bytes = q->count * (uint32_t)sizeof(info);

	if (q->start_id > virtio_snd_configuration.streams ||
	    q->count > virtio_snd_configuration.streams - q->start_id || q->size != sizeof(info) ||
	    d->request.out < sizeof(uint32_t) + bytes)
		return (struct answer){VIRTIO_SND_S_BAD_MSG, 0};
	return (struct answer){VIRTIO_SND_S_OK, bytes};
}

/* 5.14.6.6.3: sizes are multiples of a frame; a buffer has whole periods. */
static uint32_t set_params(struct virtio_snd_device *d, const struct virtio_snd_pcm_set_params *p)
{
	if (p->period_bytes == 0 || p->period_bytes % SND_FRAME_BYTES ||
	    p->buffer_bytes < p->period_bytes || p->buffer_bytes % p->period_bytes)
		return VIRTIO_SND_S_BAD_MSG;
	if (p->features || p->channels != info.channels_max ||
	    p->format != VIRTIO_SND_PCM_FMT_S16 || p->rate != VIRTIO_SND_PCM_RATE_48000)
		return VIRTIO_SND_S_NOT_SUPP;
	snd_state(d, VIRTIO_SND_SET);
	return VIRTIO_SND_S_OK;
}

/*
 * The state that a request about the stream leads to (5.14.6.6.1); VIRTIO_SND_STATES: it isn't allowed now. A request is allowed
 * once more in the state that it leads to: a device that dies before it answers executes it twice.
 */
static enum virtio_snd_state next(enum virtio_snd_state now, uint32_t code)
{
	switch (code) {
	case VIRTIO_SND_R_PCM_PREPARE:
		return now == VIRTIO_SND_RELEASED || now == VIRTIO_SND_RUNNING
			   ? VIRTIO_SND_STATES
			   : VIRTIO_SND_PREPARED;
	case VIRTIO_SND_R_PCM_START:
		return now >= VIRTIO_SND_PREPARED ? VIRTIO_SND_RUNNING : VIRTIO_SND_STATES;
	case VIRTIO_SND_R_PCM_STOP:
		return now >= VIRTIO_SND_RUNNING ? VIRTIO_SND_STOPPED : VIRTIO_SND_STATES;
	default: /* RELEASE: the parameters stay */
		return now == VIRTIO_SND_RELEASED || now == VIRTIO_SND_RUNNING ? VIRTIO_SND_STATES
									       : VIRTIO_SND_SET;
	}
}

/* A request about the stream. @return VIRTIO_SND_S_...; 0: a RELEASE isn't done yet */
static uint32_t change(struct virtio_snd_device *d, const union request *r)
{
	enum virtio_snd_state state;

	if (r->header.stream_id >= virtio_snd_configuration.streams)
		return VIRTIO_SND_S_BAD_MSG;
	if (r->header.code == VIRTIO_SND_R_PCM_SET_PARAMS)
		return d->kept->state == VIRTIO_SND_RUNNING ? VIRTIO_SND_S_BAD_MSG
							    : set_params(d, &r->params);
	state = next((enum virtio_snd_state)d->kept->state, r->header.code);
	if (state == VIRTIO_SND_STATES)
		return VIRTIO_SND_S_BAD_MSG;
	/* 5.14.6.6.5.1: first all pending buffers are completed. */
	if (r->header.code == VIRTIO_SND_R_PCM_RELEASE && snd_flush(d))
		return 0;
	snd_state(d, state);
	return VIRTIO_SND_S_OK;
}

static struct answer execute(struct virtio_snd_device *d)
{
	union request r = {0};
	uint32_t read = virtqueue_read(&d->request, 0, &r, sizeof(r));

	switch (r.header.code) {
	case VIRTIO_SND_R_PCM_INFO:
		if (read >= sizeof(r.query))
			return query(d, &r.query);
		break;
	case VIRTIO_SND_R_PCM_SET_PARAMS:
		if (read >= sizeof(r.params))
			return (struct answer){change(d, &r), 0};
		break;
	case VIRTIO_SND_R_PCM_PREPARE:
	case VIRTIO_SND_R_PCM_RELEASE:
	case VIRTIO_SND_R_PCM_START:
	case VIRTIO_SND_R_PCM_STOP:
		if (read >= sizeof(r.header))
			return (struct answer){change(d, &r), 0};
		break;
	default: /* jacks and channel maps, of which there are none, and unknown requests */
		return (struct answer){VIRTIO_SND_S_NOT_SUPP, 0};
	}
	return (struct answer){VIRTIO_SND_S_BAD_MSG, 0};
}

bool snd_control(struct virtio_snd_device *d)
{
	struct virtqueue_device *q = &d->device.queue[VIRTIO_SND_QUEUE_CONTROL];
	bool more = false;
	int taken = 0;

	while (!more && d->device.budget > 0 &&
	       (taken = virtqueue_device_take(q, &d->request)) > 0) {
		struct answer answer;

		if (d->request.in < sizeof(uint32_t) || d->request.out < sizeof(uint32_t)) {
			taken = -1;
			break;
		}
		answer = execute(d);
		if (!virtio_device_runs(&d->device))
			return false;
		if (answer.status == 0) {
			virtqueue_device_return(q, d->request.head);
			more = true;
			continue;
		}
		virtqueue_write(&d->request, 0, &answer.status, sizeof(answer.status));
		virtqueue_write(&d->request, sizeof(answer.status), &info, answer.info_bytes);
		virtqueue_device_done(q, d->request.head,
				      (uint32_t)sizeof(answer.status) + answer.info_bytes);
		d->device.budget -= SND_COST;
	}
	if (taken < 0) {
		virtio_device_break(&d->device);
		return false;
	}
	virtio_device_publish(&d->device, VIRTIO_SND_QUEUE_CONTROL);
	/* A START finds buffers that were offered before. */
	more |= snd_play(d);
	if (!virtio_device_runs(&d->device))
		return false;
	return more || d->device.budget <= 0 || !virtqueue_device_listen(q);
}
