/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio block device (virtio 1.2, 5.2). */
#pragma once
#include <stdint.h>

#define VIRTIO_BLK_SECTOR \
	512u /* bytes; the unit of `sector` and `capacity`, whatever blk_size says */

#define VIRTIO_BLK_QUEUE_REQUEST 0 /* and further ones with MQ */

/* Feature bits (5.2.3). */
#define VIRTIO_BLK_F_SIZE_MAX	  1
#define VIRTIO_BLK_F_SEG_MAX	  2
#define VIRTIO_BLK_F_GEOMETRY	  4
#define VIRTIO_BLK_F_RO		  5
#define VIRTIO_BLK_F_BLK_SIZE	  6
#define VIRTIO_BLK_F_FLUSH	  9
#define VIRTIO_BLK_F_TOPOLOGY	  10
#define VIRTIO_BLK_F_CONFIG_WCE	  11
#define VIRTIO_BLK_F_MQ		  12
#define VIRTIO_BLK_F_DISCARD	  13
#define VIRTIO_BLK_F_WRITE_ZEROES 14
#define VIRTIO_BLK_F_LIFETIME	  15
#define VIRTIO_BLK_F_SECURE_ERASE 16

/* Configuration (5.2.4). */
struct virtio_blk_config {
	uint64_t capacity; /* sectors */
	uint32_t size_max; /* bytes of one segment */
	uint32_t seg_max;  /* segments of one request */
	struct {
		uint16_t cylinders;
		uint8_t heads;
		uint8_t sectors;
	} geometry;
	uint32_t blk_size; /* bytes */
	struct {
		uint8_t
		    physical_block_exp; /* blocks of blk_size in a physical one: its logarithm */
		uint8_t alignment_offset;
		uint16_t min_io_size; /* blocks, as the next */
		uint32_t opt_io_size;
	} topology;
	uint8_t writeback;
	uint8_t unused0;
	uint16_t num_queues;
	uint32_t max_discard_sectors;
	uint32_t max_discard_seg;
	uint32_t discard_sector_alignment;
	uint32_t max_write_zeroes_sectors;
	uint32_t max_write_zeroes_seg;
	uint8_t write_zeroes_may_unmap;
	uint8_t unused1[3];
	uint32_t max_secure_erase_sectors;
	uint32_t max_secure_erase_seg;
	uint32_t secure_erase_sector_alignment;
} __attribute__((packed, aligned(4)));
_Static_assert(sizeof(struct virtio_blk_config) == 72, "virtio 1.2, 5.2.4");

/* A request (5.2.6): this header, the data, and one byte of status. */
struct virtio_blk_request {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
};
_Static_assert(sizeof(struct virtio_blk_request) == 16, "virtio 1.2, 5.2.6");

#define VIRTIO_BLK_T_IN		  0u /* read */
#define VIRTIO_BLK_T_OUT	  1u /* write */
#define VIRTIO_BLK_T_FLUSH	  4u
#define VIRTIO_BLK_T_GET_ID	  8u
#define VIRTIO_BLK_T_GET_LIFETIME 10u
#define VIRTIO_BLK_T_DISCARD	  11u
#define VIRTIO_BLK_T_WRITE_ZEROES 13u
#define VIRTIO_BLK_T_SECURE_ERASE 14u

#define VIRTIO_BLK_ID_BYTES 20 /* of GET_ID; padded with zeroes; a full one isn't terminated */

/* Data of DISCARD, WRITE_ZEROES and SECURE_ERASE: segments. */
struct virtio_blk_segment {
	uint64_t sector;
	uint32_t num_sectors;
	uint32_t flags;
};
_Static_assert(sizeof(struct virtio_blk_segment) == 16, "virtio 1.2, 5.2.6");

#define VIRTIO_BLK_SEGMENT_UNMAP 1u /* WRITE_ZEROES may unmap */

/* Status. */
#define VIRTIO_BLK_S_OK	    0
#define VIRTIO_BLK_S_IOERR  1
#define VIRTIO_BLK_S_UNSUPP 2
