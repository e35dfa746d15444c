/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ring buffer of bytes between one writer and one reader, without locks: also between processors
 * and virtual machines. Reader and writer trust only their own index: a hostile peer can spoil the
 * data, but not lead outside the buffer.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/** The shared part; all zeros are an empty ring. Each index has a cache line of its own. */
struct ring_shared {
	uint32_t head;	       /* bytes ever written, modulo 2^32 */
	uint32_t pad_head[15]; /* rest of its cache line */
	uint32_t tail;	       /* bytes ever read, modulo 2^32 */
	uint32_t pad_tail[15]; /* rest of its cache line */
};

/** One side's view. */
struct ring {
	struct ring_shared *shared; /* both sides write to it */
	unsigned char *data;	    /* of mask + 1 bytes */
	uint32_t mask;		    /* size - 1 */
	uint32_t index;		    /* own copy: the writer's head or the reader's tail */
};

/** Attach as the writer; continues where the shared index stands.
 *
 * @param size  of the data in bytes, a power of two, at most 2^31
 * @return 0, or -EINVAL: bad size */
int ring_attach_writer(struct ring *ring, struct ring_shared *shared, void *data, size_t size);
/** The same as the reader. */
int ring_attach_reader(struct ring *ring, struct ring_shared *shared, void *data, size_t size);

/** Write as much as there is room for. @return bytes written */
size_t ring_write(struct ring *writer, const void *from, size_t size);

/** Read as much as there is. @return bytes read */
size_t ring_read(struct ring *reader, void *to, size_t size);

/** Bytes that can be written now, at least. */
size_t ring_room(const struct ring *writer);
/** Bytes that can be read now, at least. */
size_t ring_filled(const struct ring *reader);
