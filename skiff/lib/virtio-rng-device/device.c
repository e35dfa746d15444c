/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <string.h>
#include <skiff/virtio_rng_device.h>

/* Of one buffer: a driver that wants more offers the next. */
#define BYTES 64u
/* Looks at a source that gives nothing: then it is thought to be dead. */
#define DRY_MAX 1000u

/* 5.4.6.1: a buffer has nothing to read, and comes back with at least one byte. */
static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_rng_device *rng = (struct virtio_rng_device *)d; /* its first member */
	struct virtqueue_device *q = &d->queue[index];
	char bytes[BYTES];
	int taken;

	while (d->budget > 0 && (taken = virtqueue_device_take(q, &rng->chain)) != 0) {
		uint32_t n;

		if (taken < 0 || rng->chain.in != 0 || rng->chain.out == 0) {
			virtio_device_break(d);
			return false;
		}
		n = rng->source(bytes, rng->chain.out < BYTES ? rng->chain.out : BYTES);
		if (n == 0) {
			virtqueue_device_return(q, rng->chain.head);
			rng->dry++;
			break;
		}
		rng->dry = 0;
		virtqueue_write(&rng->chain, 0, bytes, n);
		virtqueue_device_done(q, rng->chain.head, n);
		d->budget -= (int32_t)BYTES;
	}
	/* Nobody else gets the same. */
	memset(bytes, 0, sizeof(bytes));
	__asm__ volatile("" : : "r"(bytes) : "memory");
	virtqueue_device_listen(q);
	virtio_device_publish(d, index);
	if (rng->dry < DRY_MAX)
		return d->budget <= 0 || rng->dry != 0;
	virtio_device_break(d);
	return false;
}

const struct virtio_model virtio_rng_model = {
    .id = VIRTIO_ID_ENTROPY,
    .queues = 1,
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
    .notify = notify,
};
