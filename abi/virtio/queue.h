/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Split virtqueues (virtio 1.2, 2.7): the layout of the three areas in memory. All fields are
 * little-endian, as the machine is.
 */
#pragma once
#include <stdint.h>

#define VIRTQ_SIZE_MAX 32768 /* entries of a queue; a power of two (2.7) */

/* Alignment of the areas in bytes (2.7). */
#define VIRTQ_DESC_ALIGN  16
#define VIRTQ_AVAIL_ALIGN 2
#define VIRTQ_USED_ALIGN  4

/* Descriptor table (2.7.5). */
#define VIRTQ_DESC_F_NEXT     1u /* `next` is valid */
#define VIRTQ_DESC_F_WRITE    2u /* the device writes the buffer; else it reads */
#define VIRTQ_DESC_F_INDIRECT 4u /* the buffer is a table of descriptors */

struct virtq_desc {
	uint64_t address; /* guest-physical */
	uint32_t length;  /* bytes */
	uint16_t flags;
	uint16_t next;
};

/* Available ring (2.7.6), written by the driver. A word, used_event, follows with EVENT_IDX. */
#define VIRTQ_AVAIL_F_NO_INTERRUPT 1u

struct virtq_avail {
	uint16_t flags;
	uint16_t index; /* of the next entry, modulo 65536 */
	uint16_t ring[];
};

/* Used ring (2.7.8), written by the device. A word, avail_event, follows with EVENT_IDX. */
#define VIRTQ_USED_F_NO_NOTIFY 1u

struct virtq_used_element {
	uint32_t id;	 /* head of the descriptor chain */
	uint32_t length; /* bytes written into its writable part */
};

struct virtq_used {
	uint16_t flags;
	uint16_t index; /* of the next entry, modulo 65536 */
	struct virtq_used_element ring[];
};

_Static_assert(sizeof(struct virtq_desc) == 16, "virtio 1.2, 2.7.5");
_Static_assert(sizeof(struct virtq_avail) == 4, "virtio 1.2, 2.7.6");
_Static_assert(sizeof(struct virtq_used) == 4, "virtio 1.2, 2.7.8");

/* Sizes of the areas in bytes for a queue of `n` entries, event words included. */
#define VIRTQ_DESC_BYTES(n)  (16u * (n))
#define VIRTQ_AVAIL_BYTES(n) (6u + 2u * (n))
#define VIRTQ_USED_BYTES(n)  (6u + 8u * (n))

/* The event words (2.7.7, 2.7.8) behind the rings of a queue of `n` entries. */
static inline volatile uint16_t *virtq_used_event(struct virtq_avail *a, uint32_t n)
{
	return &a->ring[n];
}

static inline volatile uint16_t *virtq_avail_event(struct virtq_used *u, uint32_t n)
{
	return (volatile uint16_t *)&u->ring[n];
}

/*
 * With EVENT_IDX: must the other side be notified of an index that moves from `old` to `new`? Yes if
 * it passes `event` (2.7.10). All modulo 65536.
 */
static inline int virtq_need_event(uint16_t event, uint16_t new, uint16_t old)
{
	return (uint16_t)(new - event - 1) < (uint16_t)(new - old);
}
