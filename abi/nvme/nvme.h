/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers, commands and data of an NVMe controller (NVM Express Base Specification 1.4, whose sections are cited). */
#pragma once
#include <stdint.h>

/* 3.1 */
#define NVME_CAP		0x00			    /* 64 bits */
#define NVME_CAP_ENTRIES(cap)	(((cap)&0xffff) + 1)	    /* the most entries of a queue */
#define NVME_CAP_STRIDE(cap)	(4u << ((cap) >> 32 & 0xf)) /* bytes between doorbells */
#define NVME_CAP_PAGE_MIN(cap)	((cap) >> 48 & 0xf)	    /* 0: 4 KiB */
#define NVME_INTMS		0x0c			    /* bits written as 1 mask interrupts */
#define NVME_INTMC		0x10 /* bits written as 1 unmask interrupts */
#define NVME_CC			0x14
#define NVME_CC_EN		0x1u
#define NVME_CC_ENTRY_SIZES	(6u << 16 | 4u << 20) /* of commands and completions: 64 and 16 bytes */
#define NVME_CSTS		0x1c
#define NVME_CSTS_RDY		0x1u
#define NVME_CSTS_CFS		0x2u /* the controller has failed */
#define NVME_AQA		0x24
#define NVME_AQA_SIZES(entries) (((entries)-1u) | ((entries)-1u) << 16)
#define NVME_ASQ		0x28
#define NVME_ACQ		0x30
#define NVME_DOORBELLS		0x1000

/* 4.2, 4.4, 4.6 */
struct nvme_segment {
	uint64_t address;
	uint32_t length;
	uint8_t reserved[3], type;
};
#define NVME_SEGMENT_DATA 0x00u
#define NVME_SEGMENT_LAST 0x30u /* points to the last list of segments */
struct nvme_command {
	uint8_t opcode, flags;
	uint16_t id;
	uint32_t space;
	uint64_t reserved, metadata;
	struct nvme_segment data; /* or two addresses of pages, if the flags say so */
	uint32_t word[6];	  /* command dwords 10 to 15 */
};
#define NVME_FLAGS_SEGMENTS 0x40u
struct nvme_completion {
	uint32_t result, reserved;
	uint16_t head, queue, id, status;
};
#define NVME_PHASE	    0x1u /* of `status`: changes at each turn of the queue */
#define NVME_STATUS(status) ((status) >> 1 & 0x7ff)
_Static_assert(sizeof(struct nvme_command) == 64 && sizeof(struct nvme_completion) == 16,
	       "4.2, 4.6");

/* 5, and the NVM Command Set: 6 */
enum nvme_admin { NVME_CREATE_SQ = 0x01, NVME_CREATE_CQ = 0x05, NVME_IDENTIFY = 0x06 };
enum nvme_io {
	NVME_FLUSH = 0x00,
	NVME_WRITE = 0x01,
	NVME_READ = 0x02,
	NVME_WRITE_ZEROES = 0x08,
	NVME_DATASET = 0x09
};
#define NVME_DATASET_DEALLOCATE 0x4u /* word 11 */
struct nvme_range {
	uint32_t attributes, blocks;
	uint64_t first;
};
#define NVME_QUEUE_CONTIGUOUS	 0x1u
#define NVME_QUEUE_INTERRUPTS	 0x2u
#define NVME_IDENTIFY_SPACE	 0u
#define NVME_IDENTIFY_CONTROLLER 1u

/* 5.15.2.1 and 5.15.2.2: offsets in 4 KiB */
#define NVME_CONTROLLER_SERIAL	     4	/* 20 characters, padded with spaces */
#define NVME_CONTROLLER_MDTS	     77 /* log2 of pages in one transfer, 0: any */
#define NVME_CONTROLLER_ONCS	     520
#define NVME_CONTROLLER_ONCS_DATASET 0x4u
#define NVME_CONTROLLER_ONCS_ZEROES  0x8u
#define NVME_CONTROLLER_VWC	     525 /* bit 0: a volatile cache */
#define NVME_CONTROLLER_SGLS	     536 /* bits 1:0: 1, segments of any alignment, 2: of 4 bytes */
#define NVME_SPACE_SIZE		     0	 /* 64 bits, in blocks */
#define NVME_SPACE_FORMAT	     26	 /* bits 3:0: the format in use */
#define NVME_SPACE_FORMATS	     128 /* 32 bits each; bits 23:16: log2 of a block's bytes */
