/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver's side of a split virtqueue (virtio 1.2, 2.7). The device may write whatever it likes
 * to the rings: what it says is checked, and the driver's own state lies elsewhere.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <virtio/queue.h>

/** A contiguous part of a buffer, as the device addresses it. */
struct virtqueue_part {
	uint64_t address; /* of the bus: physical */
	uint32_t length;  /* bytes, > 0 */
};

/** A descriptor, as its driver knows it. */
struct virtqueue_slot {
	void *token;	/* of a buffer's first descriptor; NULL: the descriptor is free */
	uint16_t next;	/* free, or of the same buffer */
	uint16_t count; /* of a buffer's first descriptor: how many it has */
};

/** The driver's side of a queue. */
struct virtqueue_driver {
	struct virtq_desc *desc;     /* these three lie in memory that the device sees */
	struct virtq_avail *avail;   /* … and the device reads */
	struct virtq_used *used;     /* … and the device writes */
	struct virtqueue_slot *slot; /* this doesn't */
	uint64_t bus;		     /* added to a pointer, it makes the device's address of it */
	uint16_t size;		     /* descriptors */
	uint16_t free;		     /* first free descriptor */
	uint16_t free_count;	     /* how many are free */
	uint16_t added;		     /* available index, as the device sees it next */
	uint16_t kicked;	     /* available index at the last look at notifications */
	uint16_t taken;		     /* used index up to which buffers were taken back */
	bool event_idx;		     /* VIRTIO_F_EVENT_IDX is agreed upon */
	bool in_order;		     /* VIRTIO_F_IN_ORDER is */
	bool in_batch;		     /* in order: inside of a batch that has one used entry */
	uint32_t batch_last;	     /* … head of its last buffer */
	uint32_t batch_length;	     /* … and the bytes written to that */
};

/** Bytes of rings for `size` descriptors. */
#define VIRTQUEUE_BYTES(size) \
	(VIRTQ_DESC_BYTES(size) + (VIRTQ_AVAIL_BYTES(size) + 3u) / 4 * 4 + VIRTQ_USED_BYTES(size))

/** Begin with an empty queue.
 *
 * @param memory    for the rings: VIRTQUEUE_BYTES(size), aligned to 16, seen by the device
 * @param slot      [size], the driver's own
 * @param bus       added to a pointer, it makes the device's address of it
 * @param features  agreed upon
 * @return 0, or -EINVAL: `size` isn't a power of two up to 32768 */
int virtqueue_driver_init(struct virtqueue_driver *q, void *memory, struct virtqueue_slot *slot,
			  uint16_t size, uint64_t bus, uint64_t features);

/** Offer a buffer to the device, which sees it at once, but may not look before
 * virtqueue_driver_kick().
 *
 * @param part      `readable` parts that the device reads, then `writable` ones that it writes
 * @param token     names the buffer, not NULL
 * @return 0, -EINVAL: no part, or -ENOSPC: not as many descriptors are free now */
int virtqueue_driver_add(struct virtqueue_driver *q, const struct virtqueue_part *part,
			 unsigned int readable, unsigned int writable, void *token);

/** The same by a table of descriptors that the caller keeps until the buffer comes back: one
 * descriptor of the queue, where VIRTIO_F_INDIRECT_DESC is agreed upon.
 *
 * @param table  [readable + writable], seen by the device; filled here */
int virtqueue_driver_add_indirect(struct virtqueue_driver *q, struct virtq_desc *table,
				  const struct virtqueue_part *part, unsigned int readable,
				  unsigned int writable, void *token);

/** After a buffer or several were added.
 *
 * @return true: the device must be notified */
bool virtqueue_driver_kick(struct virtqueue_driver *q);

/** Take back a buffer that the device has used.
 *
 * @param written  bytes that the device says it wrote; not more than the buffer has is for the
 *                 caller to check
 * @return its token, or NULL: there is none, or -EPROTO in *written: the device broke the rules.
 *         In order, `written` is 0 for a buffer whose length the device didn't tell */
void *virtqueue_driver_take(struct virtqueue_driver *q, int64_t *written);

/** Ask for no interrupts. */
void virtqueue_driver_quiet(struct virtqueue_driver *q);

/** Ask for an interrupt at the next buffer that comes back.
 *
 * @return true: none came meanwhile */
bool virtqueue_driver_listen(struct virtqueue_driver *q);
