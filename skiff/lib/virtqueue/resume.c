/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a restart of the device finds.
 *
 * A batch is completed by three stores that a restart may fall between: its buffers are marked as
 * done, the used index is raised for the driver, the marks and the flight are cleared and the used
 * index is kept. Whether the driver saw the batch is told by its used index: it differs from the one
 * that was kept. A driver that changes that index spoils its own queue only.
 */
#include <errno.h>
#include <stddef.h>
#include <skiff/virtqueue_device.h>
#include "device.h"

static void flight_end(struct virtqueue_flight *f)
{
	f->order = 0;
	__atomic_signal_fence(__ATOMIC_RELEASE);
	f->done = 0;
}

void virtqueue_settle(struct virtqueue_device *q, uint16_t used)
{
	uint16_t head = q->last;

	for (unsigned int left = q->flight ? q->batch : 0; left > 0; left--) {
		struct virtqueue_flight *f = &q->flight[head];

		head = f->next;
		flight_end(f);
	}
	__atomic_store_n(&q->kept->used, used, __ATOMIC_RELEASE);
}

/* Bring what was kept into a state that the running device could have left. */
static void kept_check(struct virtqueue_device *q)
{
	struct virtqueue_kept *kept = q->kept;
	uint16_t used = __atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE);
	unsigned int in_flight = 0;

	if ((uint16_t)(used - kept->used) > q->size)
		used = kept->used;
	if (!q->flight) {
		/* In order: what was taken and isn't used is taken again. */
		kept->used = kept->taken = used;
		return;
	}
	for (unsigned int i = 0; i < q->size; i++) {
		struct virtqueue_flight *f = &q->flight[i];

		if (f->done && used != kept->used)
			flight_end(f);
		f->done = 0;
		in_flight += f->order != 0;
	}
	kept->used = used;
	/* What is in flight was taken behind what is used. */
	kept->taken = (uint16_t)(used + in_flight);
}

int virtqueue_device_resume(struct virtqueue_device *q, const struct virtqueue_memory *memory,
			    const struct virtqueue_layout *layout, struct virtqueue_kept *kept,
			    struct virtqueue_flight *flight)
{
	int error = virtqueue_attach(q, memory, layout, kept, flight);

	if (error)
		return error;
	kept_check(q);
	/* The driver sees the index of the device, whatever it wrote there. */
	__atomic_store_n(&q->used->index, kept->used, __ATOMIC_RELEASE);
	virtqueue_device_listen(q);
	return 0;
}

int virtqueue_device_retake(struct virtqueue_device *q, uint32_t *age,
			    struct virtqueue_chain *chain)
{
	const struct virtqueue_kept *kept = q->kept;
	/* As a rule the buffer that was taken next has the next head. */
	unsigned int start = *age == UINT32_MAX ? 0 : chain->head + 1u;
	uint32_t oldest = 0;
	int head = -1;

	if (q->size == 0 || !q->flight)
		return 0;
	/* Numbers wrap: what counts is how long before the last one. */
	for (unsigned int n = 0; n < q->size && (head < 0 || oldest + 1 != *age); n++) {
		unsigned int i = (start + n) % q->size;
		uint32_t its = kept->order - q->flight[i].order;

		if (q->flight[i].order != 0 && its < *age && (head < 0 || its > oldest)) {
			oldest = its;
			head = (int)i;
		}
	}
	if (head < 0)
		return 0;
	*age = oldest;
	return virtqueue_walk(q, (uint16_t)head, chain) ? -EPROTO : 1;
}
