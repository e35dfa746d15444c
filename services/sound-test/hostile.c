/* SPDX-License-Identifier: BSD-3-Clause */
#include "hostile.h"
#include <skiff/print.h>
#include <skiff/xorshift.h>

static uint32_t state = 0x2545f491u;

static uint32_t any(void)
{
	return xorshift32(&state);
}

/* A number: small, a size, at a limit, or any. */
static uint32_t number(void)
{
	static const uint32_t borders[] = {0,	 1,	2,	     4,		  1920,
					   7680, 32768, 0x7fffffffu, 0x80000000u, 0xffffffffu};

	switch (any() % 4) {
	case 0:
		return any() % 9;
	case 1:
		return any() % 481 * 4;
	case 2:
		return borders[any() % (sizeof(borders) / sizeof(borders[0]))];
	default:
		return any();
	}
}

/* Make a request of any kind, often one that the device accepts. @return its answer's status, or a negative error */
static int request(struct virtio_snd *snd)
{
	uint32_t r[VIRTIO_SND_REQUEST / 4];
	uint32_t code = any() % 10;

	for (unsigned int i = 0; i < VIRTIO_SND_REQUEST / 4; i++)
		r[i] = number();
	r[0] = code < 6 ? VIRTIO_SND_R_PCM_INFO + code : number();
	r[1] = any() % 8 ? 0 : number();
	if (r[0] == VIRTIO_SND_R_PCM_SET_PARAMS && any() % 4) {
		r[2] = 7680;
		r[3] = 1920;
		r[4] = 0;
		r[5] = 2 | VIRTIO_SND_PCM_FMT_S16 << 8 | VIRTIO_SND_PCM_RATE_48000 << 16;
	}
	return virtio_snd_do(snd, r, any() % 32 ? VIRTIO_SND_REQUEST : 1 + any() % 24,
			     any() % 32 ? VIRTIO_SND_ANSWER : 1 + any() % 36);
}

/* Offer a buffer of any size, which may overlap others or reach out of this VM. */
static void offer(struct virtio_snd *snd)
{
	struct virtio_snd_buffer *b = &snd->buffer[any() % VIRTIO_SND_BUFFERS];
	const struct virtqueue_part part[3] = {
	    {(uintptr_t)b + (any() % 16 ? 0 : number()), any() % 16 ? 4 : 1 + any() % 64},
	    {(uintptr_t)b->frame, any() % 4 ? 1920 : 1 + number() % 0x100000},
	    {(uintptr_t)&b->status, any() % 16 ? 8 : 1 + any() % 64},
	};

	b->xfer.stream_id = any() % 8 ? 0 : number();
	virtqueue_driver_add(&snd->tx, part, any() % 32 ? 2 : any() % 3, 1, b);
	virtqueue_driver_kick(&snd->tx);
	virtio_driver_notify(&snd->device, VIRTIO_SND_QUEUE_TX);
}

/* Set a queue up as no proper driver does. */
static void spoil(struct virtio_snd *snd)
{
	struct virtqueue_driver *q = any() % 2 ? &snd->control : &snd->tx;
	struct virtq_desc *d = &q->desc[any() % q->size];

	switch (any() % 5) {
	case 0:
		d->address = any();
		break;
	case 1:
		d->length = any();
		break;
	case 2:
		d->flags = (uint16_t)any();
		d->next = (uint16_t)any();
		break;
	case 3:
		q->avail->index = (uint16_t)any();
		break;
	default:
		q->avail->ring[any() % q->size] = (uint16_t)any();
		break;
	}
	virtio_driver_notify(&snd->device, any() % VIRTIO_SND_QUEUES);
}

/* Wait for no answer that doesn't come: a spoiled queue is begun anew. */
static void poll(struct virtio_snd *snd)
{
	virtio_driver_notify(&snd->device, VIRTIO_SND_QUEUE_CONTROL);
}

/* Begin anew, mostly with a stream that runs: of another one, the device looks at no buffer. */
static int begin(struct virtio_snd *snd, uintptr_t registers)
{
	int error = virtio_snd_begin(snd, registers, 0, poll);

	if (error || any() % 4 == 0)
		return error;
	error = virtio_snd_open(snd, VIRTIO_SND_D_OUTPUT);
	return error ? error : virtio_snd_run(snd, true);
}

static struct {
	unsigned int accepted, refused; /* requests */
	unsigned int played, spoiled;	/* buffers */
	unsigned int broken;		/* times the device needed a reset */
} counts;

static void take(struct virtio_snd *snd)
{
	const struct virtio_snd_buffer *b;
	int64_t written;

	while ((b = virtqueue_driver_take(&snd->tx, &written))) {
		uint32_t status = *(const volatile uint32_t *)&b->status.status;

		counts.played += status == VIRTIO_SND_S_OK;
		counts.spoiled += status == VIRTIO_SND_S_BAD_MSG;
	}
}

/* @return 0, or an error: the device can't be begun anew */
static int round_of(struct virtio_snd *snd, uintptr_t registers, unsigned int i)
{
	take(snd);
	if (any() % 3 == 0) {
		int answer = request(snd);

		counts.accepted += answer == (int)VIRTIO_SND_S_OK;
		counts.refused += answer > (int)VIRTIO_SND_S_OK;
	} else {
		offer(snd);
	}
	/* Every now and then, so that the rest isn't spent with a device that needs a reset. */
	if (i % 16 == 15) {
		spoil(snd);
		*(volatile uint32_t *)(registers + any() % 0x200 / 4 * 4) = any();
	}
	if (i % 16 != 15 && !virtio_driver_broken(&snd->device))
		return 0;
	counts.broken += virtio_driver_broken(&snd->device) != 0;
	return begin(snd, registers);
}

int hostile_run(struct virtio_snd *snd, uintptr_t registers, unsigned int count,
		void (*wait)(struct virtio_snd *snd))
{
	int error = count ? begin(snd, registers) : 0;

	for (unsigned int i = 0; i < count && !error; i++)
		error = round_of(snd, registers, i);
	if (count)
		print("sound-test: %u requests accepted, %u refused, %u buffers played, %u "
		      "refused, %u times the device needed a reset\n",
		      counts.accepted, counts.refused, counts.played, counts.spoiled,
		      counts.broken);
	return error ? error : virtio_snd_begin(snd, registers, 0, wait);
}
