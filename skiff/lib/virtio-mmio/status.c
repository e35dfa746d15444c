/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's states, from reset to ready (virtio 1.2, 2.1 and 3.1), and back after a death. */
#include <stddef.h>
#include <string.h>
#include "device.h"

#define STATUS_DRIVER_BITS                                                            \
	(VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_DRIVER_OK | \
	 VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_FAILED)

static bool acceptable(const struct virtio_device *d, uint64_t features)
{
	uint64_t needed = d->required | VIRTIO_FEATURE(VIRTIO_F_VERSION_1);

	return (features & ~d->offered) == 0 && (features & needed) == needed;
}

struct virtio_kept_queue *virtio_selected(const struct virtio_device *d)
{
	unsigned int sel = d->kept->queue_sel;

	return sel < d->model->queues ? &d->kept_queue[sel] : NULL;
}

void virtio_show_features(const struct virtio_device *d, uint32_t sel)
{
	page_set(d, VIRTIO_MMIO_DEVICE_FEATURES,
		 sel < 2 ? (uint32_t)(d->offered >> (32 * sel)) : 0);
}

void virtio_page_update(const struct virtio_device *d)
{
	const struct virtio_kept *k = d->kept;
	const struct virtio_kept_queue *q = virtio_selected(d);

	page_set(d, VIRTIO_MMIO_QUEUE_NUM_MAX, q ? d->queue_max : 0);
	page_set(d, VIRTIO_MMIO_QUEUE_READY, q ? q->ready : 0);
	page_set(d, VIRTIO_MMIO_STATUS, k->status);
	page_set(d, VIRTIO_MMIO_CONFIG_GENERATION, k->generation);
}

static struct virtqueue_flight *flight_of(const struct virtio_device *d, unsigned int index)
{
	return d->model->out_of_order ? d->flight + index * d->queue_max : NULL;
}

/* Nothing is in flight: forget all of the driver's. */
static void reset(struct virtio_device *d)
{
	uint32_t generation = d->kept->generation;

	for (unsigned int i = 0; i < d->model->queues; i++)
		virtqueue_device_stop(&d->queue[i]);
	memset(d->kept_queue, 0, d->model->queues * sizeof(*d->kept_queue));
	memset(d->kept, 0, sizeof(*d->kept));
	d->kept->generation = generation;
	virtio_show_features(d, 0);
	__atomic_fetch_and(&d->state, VIRTIO_DEVICE_BUSY, __ATOMIC_SEQ_CST);
	virtio_interrupt_ack(d, ~0u);
}

enum virtio_result virtio_status_write(struct virtio_device *d, uint32_t value)
{
	struct virtio_kept *k = d->kept;
	uint32_t added = value & STATUS_DRIVER_BITS & ~k->status;

	if (value == 0) {
		if (d->model->stop && k->status & VIRTIO_STATUS_DRIVER_OK && !d->model->stop(d))
			return VIRTIO_WAIT;
		reset(d);
		return VIRTIO_DONE;
	}
	/* The bit stays away if the device doesn't like the features (3.1.1). */
	if (added & VIRTIO_STATUS_FEATURES_OK && !acceptable(d, k->features))
		added &= ~VIRTIO_STATUS_FEATURES_OK;
	if (!((k->status | added) & VIRTIO_STATUS_FEATURES_OK))
		added &= ~VIRTIO_STATUS_DRIVER_OK;
	k->status |= added;
	if (added & VIRTIO_STATUS_DRIVER_OK && virtio_device_runs(d)) {
		if (d->model->start)
			d->model->start(d, false);
		/* What was made available before counts, too. */
		__atomic_fetch_or(&d->state, VIRTIO_DEVICE_BUSY - 1, __ATOMIC_SEQ_CST);
	}
	return VIRTIO_DONE;
}

enum virtio_result virtio_queue_ready(struct virtio_device *d, uint32_t value)
{
	struct virtio_kept_queue *k = virtio_selected(d);
	unsigned int index = d->kept->queue_sel;

	if (!k || !(d->kept->status & VIRTIO_STATUS_FEATURES_OK) ||
	    d->kept->status & VIRTIO_STATUS_NEEDS_RESET)
		return VIRTIO_DONE;
	if (value != 1) {
		if (k->ready && d->model->stop && virtio_device_runs(d) && !d->model->stop(d))
			return VIRTIO_WAIT;
		virtqueue_device_stop(&d->queue[index]);
		k->ready = 0;
	} else if (!k->ready) {
		k->layout.features = d->kept->features;
		if (virtqueue_device_start(&d->queue[index], d->memory, &k->layout, &k->rings,
					   flight_of(d, index)))
			virtio_device_break(d);
		else
			k->ready = 1;
	}
	return VIRTIO_DONE;
}

void virtio_resume(struct virtio_device *d)
{
	struct virtio_kept *k = d->kept;

	k->status &= STATUS_DRIVER_BITS | VIRTIO_STATUS_NEEDS_RESET;
	if (k->status & VIRTIO_STATUS_FEATURES_OK && !acceptable(d, k->features))
		k->status |= VIRTIO_STATUS_NEEDS_RESET;
	if (!(k->status & VIRTIO_STATUS_FEATURES_OK))
		k->status &= ~VIRTIO_STATUS_DRIVER_OK;
	for (unsigned int i = 0; i < d->model->queues; i++) {
		struct virtio_kept_queue *q = &d->kept_queue[i];

		virtqueue_device_stop(&d->queue[i]);
		q->ready = q->ready == 1 && k->status & VIRTIO_STATUS_FEATURES_OK;
		if (!q->ready || k->status & VIRTIO_STATUS_NEEDS_RESET)
			continue;
		q->layout.features = k->features;
		if (q->layout.size > d->queue_max ||
		    virtqueue_device_resume(&d->queue[i], d->memory, &q->layout, &q->rings,
					    flight_of(d, i)))
			virtio_device_break(d);
	}
	if (!virtio_device_runs(d))
		return;
	if (d->model->start)
		d->model->start(d, true);
	d->state = VIRTIO_DEVICE_BUSY - 1;
}
