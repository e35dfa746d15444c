/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's side of a split virtqueue (virtio 1.2, 2.7).
 *
 * Everything that the driver can write is hostile: a field is copied once, checked and then used;
 * no loop is longer than the queue. A driver that breaks the rules gets -EPROTO, and the device is
 * expected to say DEVICE_NEEDS_RESET. Nothing outside of its own memory is ever touched.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <virtio/queue.h>
#include <skiff/config.h>

/** A part of the driver's memory that the device may use. */
struct virtqueue_region {
	uint64_t address; /* as the driver says it */
	uint64_t size;	  /* bytes */
	char *at;	  /* where it lies here; aligned as `address` is, to 16 */
};

/** The driver's memory, as far as the device sees it. */
struct virtqueue_memory {
	const struct virtqueue_region *regions; /* disjoint */
	unsigned int count;			/* of them, at most a few */
};

/** Where a range of the driver's memory lies here.
 *
 * @param size  bytes, > 0
 * @return NULL: the range isn't wholly inside one region */
static inline void *virtqueue_at(const struct virtqueue_memory *memory, uint64_t address,
				 uint64_t size)
{
	const struct virtqueue_region *r = memory->regions;

	for (unsigned int left = memory->count; left > 0; left--, r++) {
		uint64_t offset = address - r->address;

		if (offset < r->size && size <= r->size - offset)
			return r->at + offset;
	}
	return NULL;
}

/** A contiguous part of a buffer. */
struct virtqueue_segment {
	char *at;	 /* the driver may write to it at any time */
	uint32_t length; /* bytes, > 0 */
};

/** A buffer: segments that the device reads, then segments that it writes. */
struct virtqueue_chain {
	uint16_t head;						/* names the buffer */
	uint16_t readable;					/* number of segments to read */
	uint16_t count;						/* number of all segments */
	uint32_t in;						/* bytes to read */
	uint32_t out;						/* bytes to write */
	struct virtqueue_segment segment[CONFIG_VIRTQUEUE_MAX]; /* [count] are valid */
};

/** What became of a buffer: of a queue whose buffers may be completed in another order than they were
 * taken in. A queue without may offer VIRTIO_F_IN_ORDER. */
struct virtqueue_flight {
	uint32_t order; /* number of the taking, from 1 on; 0: the driver has it */
	uint16_t done;	/* 1: in the batch that is being published */
	uint16_t next;	/* in that batch: the one that was done before */
};

/** What a restart of the device leaves (devices that die and go on). */
struct virtqueue_kept {
	uint32_t order; /* number of the taking, of the buffer that was taken last */
	uint16_t taken; /* available index up to which buffers were taken */
	uint16_t used;	/* used index up to which batches were settled */
};

/** The device's side of a queue. */
struct virtqueue_device {
	const struct virtqueue_memory *memory; /* the driver's */
	const struct virtq_desc *desc;	       /* in the driver's memory, as the next two */
	struct virtq_avail *avail;	       /* … and the driver writes */
	struct virtq_used *used;	       /* … and the device writes */
	struct virtqueue_kept *kept;	       /* survives this structure */
	struct virtqueue_flight *flight;       /* [size], too; NULL: completed in order */
	uint16_t size;			       /* descriptors; 0: the queue isn't set up */
	uint16_t batch;			       /* completed, but not yet published */
	uint16_t last;			       /* head that was completed last, of a batch */
	bool event_idx;			       /* VIRTIO_F_EVENT_IDX is agreed upon */
	bool indirect;			       /* VIRTIO_F_INDIRECT_DESC is */
};

/** Where the driver put a queue, and what was agreed upon. */
struct virtqueue_layout {
	uint64_t desc;	   /* address of the descriptor table */
	uint64_t avail;	   /* … of the available ring */
	uint64_t used;	   /* … of the used ring */
	uint64_t features; /* agreed upon */
	uint16_t size;	   /* descriptors */
};

/** Set up a queue that the driver made ready.
 *
 * @param kept    what a restart will find; begins anew
 * @param flight  [layout->size at most CONFIG_VIRTQUEUE_MAX], likewise; NULL: buffers are completed
 *                in order
 * @return 0, or -EPROTO: a bad size or alignment, or outside of the memory. The queue stays off */
int virtqueue_device_start(struct virtqueue_device *q, const struct virtqueue_memory *memory,
			   const struct virtqueue_layout *layout, struct virtqueue_kept *kept,
			   struct virtqueue_flight *flight);

/** Set up a queue after the device was restarted, from what it kept.
 *
 * `kept` is checked as hostile input: a value that can't be is replaced by one that is safe. Of a
 * queue with a flight table, buffers that were in flight are redone with
 * virtqueue_device_retake(); of one without, the first buffer that isn't used is taken again.
 *
 * @return as virtqueue_device_start() */
int virtqueue_device_resume(struct virtqueue_device *q, const struct virtqueue_memory *memory,
			    const struct virtqueue_layout *layout, struct virtqueue_kept *kept,
			    struct virtqueue_flight *flight);

/** Forget the queue: nothing of the driver's memory is touched any more. */
void virtqueue_device_stop(struct virtqueue_device *q);

/** Take the next buffer.
 *
 * @return 1, 0: there is none, or -EPROTO: the driver broke the rules (nothing was taken) */
int virtqueue_device_take(struct virtqueue_device *q, struct virtqueue_chain *chain);

/** After virtqueue_device_resume(): take the next buffer of those that were in flight, in the order
 * in which they were taken at first.
 *
 * @param age    UINT32_MAX at first; then as the call before left it
 * @param chain  as the call before left it
 * @return as virtqueue_device_take() */
int virtqueue_device_retake(struct virtqueue_device *q, uint32_t *age,
			    struct virtqueue_chain *chain);

/** Give the buffer that was taken last back to the available ring, as if it hadn't been taken.
 *
 * @param head  of its chain */
void virtqueue_device_return(struct virtqueue_device *q, uint16_t head);

/** Complete a buffer; the driver sees it when the batch is published. At most as many as were
 * taken.
 *
 * @param head     of its chain
 * @param written  bytes from the first writable one on, all of which are written */
void virtqueue_device_done(struct virtqueue_device *q, uint16_t head, uint32_t written);

/** The last `count` buffers that were taken were completed, too, and aren't to be: they are given
 * back to the available ring. Of a queue without flight table.
 *
 * @param count  at most as many as were completed since they were published last */
void virtqueue_device_cancel(struct virtqueue_device *q, uint16_t count);

/** Show the driver what was completed.
 *
 * @return true: it wants an interrupt */
bool virtqueue_device_publish(struct virtqueue_device *q);

/** Buffers that wait, at most: the driver may take none of them back.
 *
 * @return 0 … size, or -EPROTO */
int virtqueue_device_waiting(const struct virtqueue_device *q);

/** Ask the driver not to notify while the device looks at the queue by itself. */
void virtqueue_device_quiet(struct virtqueue_device *q);

/** Ask the driver to notify again.
 *
 * @return true: nothing came meanwhile. false: there is more to take, or the driver broke the rules
 */
bool virtqueue_device_listen(struct virtqueue_device *q);

/** Copy between `count` segments, from `offset` on, and a flat buffer. @return bytes copied */
uint32_t virtqueue_copy(const struct virtqueue_segment *segment, unsigned int count,
			uint32_t offset, char *flat, uint32_t size, bool to_chain);

/** Copy from what the chain has to read.
 *
 * @param offset  bytes from the first readable one on
 * @return bytes copied: less than `size` only at the end */
static inline uint32_t virtqueue_read(const struct virtqueue_chain *chain, uint32_t offset,
				      void *to, uint32_t size)
{
	const struct virtqueue_segment *s = chain->segment;

	/* As a rule it is in the first one. */
	if (chain->readable == 0 || (uint64_t)offset + size > s->length)
		return virtqueue_copy(s, chain->readable, offset, to, size, false);
	memcpy(to, s->at + offset, size);
	return size;
}

/** Copy to what the chain has to write; same arguments. */
static inline uint32_t virtqueue_write(const struct virtqueue_chain *chain, uint32_t offset,
				       const void *from, uint32_t size)
{
	const struct virtqueue_segment *s = &chain->segment[chain->readable];
	unsigned int count = chain->count - chain->readable;

	if (count == 0 || (uint64_t)offset + size > s->length)
		return virtqueue_copy(s, count, offset, (char *)(uintptr_t)from, size, true);
	memcpy(s->at + offset, from, size);
	return size;
}
