/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/virtqueue_device.h>
#include <virtio/mmio.h>
#include "device.h"

int virtqueue_attach(struct virtqueue_device *q, const struct virtqueue_memory *memory,
		     const struct virtqueue_layout *l, struct virtqueue_kept *kept,
		     struct virtqueue_flight *flight)
{
	unsigned int size = l->size;

	q->size = 0;
	if (size == 0 || size > CONFIG_VIRTQUEUE_MAX || (size & (size - 1)) ||
	    l->desc % VIRTQ_DESC_ALIGN || l->avail % VIRTQ_AVAIL_ALIGN ||
	    l->used % VIRTQ_USED_ALIGN)
		return -EPROTO;
	q->memory = memory;
	q->desc = virtqueue_at(memory, l->desc, VIRTQ_DESC_BYTES(size));
	q->avail = virtqueue_at(memory, l->avail, VIRTQ_AVAIL_BYTES(size));
	q->used = virtqueue_at(memory, l->used, VIRTQ_USED_BYTES(size));
	if (!q->desc || !q->avail || !q->used)
		return -EPROTO;
	q->kept = kept;
	q->flight = flight;
	q->batch = 0;
	q->event_idx = l->features & VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX);
	q->indirect = l->features & VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC);
	q->size = (uint16_t)size;
	return 0;
}

int virtqueue_device_start(struct virtqueue_device *q, const struct virtqueue_memory *memory,
			   const struct virtqueue_layout *layout, struct virtqueue_kept *kept,
			   struct virtqueue_flight *flight)
{
	int error = virtqueue_attach(q, memory, layout, kept, flight);

	if (error)
		return error;
	kept->taken = kept->used = 0;
	kept->order = 0;
	if (flight)
		memset(q->flight, 0, q->size * sizeof(*q->flight));
	virtqueue_device_listen(q);
	return 0;
}

void virtqueue_device_stop(struct virtqueue_device *q)
{
	q->size = 0;
}

int virtqueue_walk(const struct virtqueue_device *q, uint16_t head, struct virtqueue_chain *chain)
{
	const struct virtqueue_memory *memory = q->memory;
	const struct virtq_desc *table = q->desc;
	uint32_t size = q->size, at = head, left = size, count = 0, readable = 0;
	uint64_t in = 0, all = 0;
	bool indirect = q->indirect;

	/* A chain isn't longer than the queue, by a table or not (2.7.5.2, 2.7.5.3.1). */
	for (; left > 0 && at < size; left--) {
		/* One copy of each field: the driver may change it meanwhile. */
		const volatile struct virtq_desc *d = &table[at];
		uint64_t address = d->address;
		uint32_t length = d->length;
		unsigned int flags = d->flags;

		at = d->next;
		if (flags & VIRTQ_DESC_F_INDIRECT) {
			table = virtqueue_at(memory, address, length);
			if (!indirect || flags & VIRTQ_DESC_F_NEXT || length == 0 ||
			    length % sizeof(*table) != 0 || !table)
				return -EPROTO;
			indirect = false;
			size = length / sizeof(*table);
			at = 0;
			left++; /* once: the table isn't part of the chain */
			continue;
		}
		/* Those that the device reads come first (2.7.4.2). */
		if (!(flags & VIRTQ_DESC_F_WRITE) && count != readable)
			return -EPROTO;
		if (length != 0) {
			char *here = virtqueue_at(memory, address, length);

			if (!here)
				return -EPROTO;
			chain->segment[count++] = (struct virtqueue_segment){here, length};
			all += length;
			if (!(flags & VIRTQ_DESC_F_WRITE)) {
				in = all;
				readable = count;
			}
		}
		if (flags & VIRTQ_DESC_F_NEXT)
			continue;
		chain->head = head;
		chain->readable = (uint16_t)readable;
		chain->count = (uint16_t)count;
		chain->in = (uint32_t)in;
		chain->out = (uint32_t)(all - in);
		return all <= UINT32_MAX ? 0 : -EPROTO;
	}
	return -EPROTO;
}

int virtqueue_device_waiting(const struct virtqueue_device *q)
{
	uint16_t waiting;

	if (q->size == 0)
		return 0;
	waiting = (uint16_t)(__atomic_load_n(&q->avail->index, __ATOMIC_ACQUIRE) - q->kept->taken);
	return waiting <= q->size ? waiting : -EPROTO;
}

int virtqueue_device_take(struct virtqueue_device *q, struct virtqueue_chain *chain)
{
	struct virtqueue_kept *kept = q->kept;
	unsigned int size = q->size, waiting;
	uint16_t head, taken;

	if (size == 0)
		return 0;
	taken = kept->taken;
	waiting = (uint16_t)(__atomic_load_n(&q->avail->index, __ATOMIC_ACQUIRE) - taken);
	if (waiting == 0)
		return 0;
	head = *(volatile uint16_t *)&q->avail->ring[taken & (size - 1)];
	/* Not more in flight than the queue has, nor the same buffer twice. */
	if (waiting > size || head >= size || (uint16_t)(taken - kept->used) >= size ||
	    (q->flight && q->flight[head].order != 0) || virtqueue_walk(q, head, chain))
		return -EPROTO;
	if (q->flight) {
		/* The order comes first: a restart in between takes the buffer once more. */
		kept->order = kept->order == UINT32_MAX ? 1 : kept->order + 1;
		__atomic_store_n(&q->flight[head].order, kept->order, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&kept->taken, (uint16_t)(taken + 1), __ATOMIC_RELEASE);
	return 1;
}

void virtqueue_device_return(struct virtqueue_device *q, uint16_t head)
{
	if (q->flight)
		q->flight[head].order = 0;
	q->kept->taken--;
}

void virtqueue_device_done(struct virtqueue_device *q, uint16_t head, uint32_t written)
{
	uint16_t slot = (uint16_t)(q->kept->used + q->batch);
	volatile struct virtq_used_element *e = &q->used->ring[slot & (q->size - 1u)];

	if (q->flight) {
		q->flight[head].next = q->last;
		q->flight[head].done = 1;
		q->last = head;
	}
	e->id = head;
	e->length = written;
	q->batch++;
}

void virtqueue_device_cancel(struct virtqueue_device *q, uint16_t count)
{
	q->batch = (uint16_t)(q->batch - count);
	q->kept->taken = (uint16_t)(q->kept->taken - count);
}

bool virtqueue_device_publish(struct virtqueue_device *q)
{
	struct virtqueue_kept *kept = q->kept;
	uint16_t old = kept->used, new = (uint16_t)(old + q->batch);

	if (q->batch == 0)
		return false;
	__atomic_store_n(&q->used->index, new, __ATOMIC_RELEASE);
	virtqueue_settle(q, new);
	q->batch = 0;
	/* The index is seen before the driver's wish is read (2.7.7.2). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (q->event_idx)
		return virtq_need_event(*virtq_used_event(q->avail, q->size), new, old);
	return !(*(volatile uint16_t *)&q->avail->flags & VIRTQ_AVAIL_F_NO_INTERRUPT);
}

void virtqueue_device_quiet(struct virtqueue_device *q)
{
	/* With event indexes the event just stays where it was passed. */
	if (q->size != 0 && !q->event_idx)
		__atomic_store_n(&q->used->flags, VIRTQ_USED_F_NO_NOTIFY, __ATOMIC_RELAXED);
}

bool virtqueue_device_listen(struct virtqueue_device *q)
{
	if (q->size == 0)
		return true;
	if (q->event_idx)
		*virtq_avail_event(q->used, q->size) = q->kept->taken;
	else
		__atomic_store_n(&q->used->flags, 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return virtqueue_device_waiting(q) == 0;
}

uint32_t virtqueue_copy(const struct virtqueue_segment *s, unsigned int count, uint32_t offset,
			char *flat, uint32_t size, bool to_chain)
{
	uint32_t done = 0;

	for (; count > 0 && done < size; s++, count--) {
		uint32_t n = s->length - offset;

		if (offset >= s->length) {
			offset -= s->length;
			continue;
		}
		if (n > size - done)
			n = size - done;
		if (to_chain)
			memcpy(s->at + offset, flat + done, n);
		else
			memcpy(flat + done, s->at + offset, n);
		done += n;
		offset = 0;
	}
	return done;
}
