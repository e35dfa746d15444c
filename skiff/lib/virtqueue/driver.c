/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/virtqueue_driver.h>
#include <virtio/mmio.h>

int virtqueue_driver_init(struct virtqueue_driver *q, void *memory, struct virtqueue_slot *slot,
			  uint16_t size, uint64_t bus, uint64_t features)
{
	char *at = memory;

	if (size == 0 || size > VIRTQ_SIZE_MAX || (size & (size - 1)))
		return -EINVAL;
	memset(memory, 0, VIRTQUEUE_BYTES(size));
	*q = (struct virtqueue_driver){
	    .desc = memory,
	    .avail = (void *)(at + VIRTQ_DESC_BYTES(size)),
	    .used = (void *)(at + VIRTQ_DESC_BYTES(size) + (VIRTQ_AVAIL_BYTES(size) + 3u) / 4 * 4),
	    .slot = slot,
	    .bus = bus,
	    .size = size,
	    .free_count = size,
	    .event_idx = features & VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX),
	    .in_order = features & VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
	};
	for (unsigned int i = 0; i < size; i++)
		slot[i] = (struct virtqueue_slot){NULL, (uint16_t)(i + 1), 0};
	return 0;
}

/* Make the buffer that begins at the first free descriptor available. */
static void offer(struct virtqueue_driver *q, uint16_t count, void *token)
{
	uint16_t head = q->free, last = head;

	for (uint16_t i = 1; i < count; i++)
		last = q->slot[last].next;
	q->free = q->slot[last].next;
	q->free_count = (uint16_t)(q->free_count - count);
	q->slot[head].token = token;
	q->slot[head].count = count;
	q->avail->ring[q->added % q->size] = head;
	q->added++;
	__atomic_store_n(&q->avail->index, q->added, __ATOMIC_RELEASE);
}

static void describe(struct virtq_desc *d, const struct virtqueue_part *part, unsigned int i,
		     unsigned int readable, unsigned int count, uint16_t next)
{
	d->address = part[i].address;
	d->length = part[i].length;
	d->flags = (uint16_t)((i < readable ? 0 : VIRTQ_DESC_F_WRITE) |
			      (i + 1 < count ? VIRTQ_DESC_F_NEXT : 0));
	d->next = next;
}

int virtqueue_driver_add(struct virtqueue_driver *q, const struct virtqueue_part *part,
			 unsigned int readable, unsigned int writable, void *token)
{
	unsigned int count = readable + writable;
	uint16_t at = q->free;

	if (count == 0)
		return -EINVAL;
	if (count > q->free_count)
		return -ENOSPC;
	for (unsigned int i = 0; i < count; i++, at = q->slot[at].next)
		describe(&q->desc[at], part, i, readable, count, q->slot[at].next);
	offer(q, (uint16_t)count, token);
	return 0;
}

int virtqueue_driver_add_indirect(struct virtqueue_driver *q, struct virtq_desc *table,
				  const struct virtqueue_part *part, unsigned int readable,
				  unsigned int writable, void *token)
{
	unsigned int count = readable + writable;
	struct virtq_desc *d = &q->desc[q->free];

	if (count == 0 || count > q->size)
		return -EINVAL;
	if (q->free_count == 0)
		return -ENOSPC;
	for (unsigned int i = 0; i < count; i++)
		describe(&table[i], part, i, readable, count, (uint16_t)(i + 1));
	*d = (struct virtq_desc){(uintptr_t)table + q->bus, VIRTQ_DESC_BYTES(count),
				 VIRTQ_DESC_F_INDIRECT, 0};
	offer(q, 1, token);
	return 0;
}

bool virtqueue_driver_kick(struct virtqueue_driver *q)
{
	uint16_t old = q->kicked;

	q->kicked = q->added;
	/* The index is seen before the device's wish is read (2.7.13.3). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (q->event_idx)
		return virtq_need_event(*virtq_avail_event(q->used, q->size), q->added, old);
	return !(*(volatile uint16_t *)&q->used->flags & VIRTQ_USED_F_NO_NOTIFY);
}

/* The buffer at `head` is the driver's again. */
static void *reclaim(struct virtqueue_driver *q, uint16_t head)
{
	void *token = q->slot[head].token;
	uint16_t last = head, count = q->slot[head].count;

	for (uint16_t i = 1; i < count; i++)
		last = q->slot[last].next;
	q->slot[last].next = q->free;
	q->free = head;
	q->free_count = (uint16_t)(q->free_count + count);
	q->slot[head].token = NULL;
	return token;
}

/*
 * The head of the next buffer in the order in which they were added: one used entry, whose id is
 * `id`, may stand for a whole batch that ends with it (2.7.9). Only that one's length is told.
 */
static uint32_t in_order(struct virtqueue_driver *q, uint32_t id, uint32_t *length)
{
	uint32_t head = q->avail->ring[q->taken % q->size];

	if (!q->in_batch) {
		q->in_batch = true;
		q->batch_last = id;
		q->batch_length = *length;
	}
	*length = 0;
	if (head == q->batch_last) {
		q->in_batch = false;
		*length = q->batch_length;
	}
	return head;
}

void *virtqueue_driver_take(struct virtqueue_driver *q, int64_t *written)
{
	uint16_t used = __atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE);
	const volatile struct virtq_used_element *e = &q->used->ring[q->taken % q->size];
	uint32_t head = e->id, length = e->length;

	*written = 0;
	if (used == q->taken)
		return NULL;
	/* More buffers than there are in flight? */
	*written = -EPROTO;
	if ((uint16_t)(used - q->taken) > (uint16_t)(q->added - q->taken))
		return NULL;
	if (q->in_order)
		head = in_order(q, head, &length);
	if (head >= q->size || !q->slot[head].token)
		return NULL;
	*written = length;
	q->taken++;
	return reclaim(q, (uint16_t)head);
}

void virtqueue_driver_quiet(struct virtqueue_driver *q)
{
	if (!q->event_idx)
		__atomic_store_n(&q->avail->flags, VIRTQ_AVAIL_F_NO_INTERRUPT, __ATOMIC_RELAXED);
}

bool virtqueue_driver_listen(struct virtqueue_driver *q)
{
	if (q->event_idx)
		*virtq_used_event(q->avail, q->size) = q->taken;
	else
		__atomic_store_n(&q->avail->flags, 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return __atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE) == q->taken;
}
