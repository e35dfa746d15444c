/* SPDX-License-Identifier: BSD-3-Clause */
/* The first namespace of an NVMe controller as a struct block. */
#pragma once
#include <stdint.h>
#include <nvme/nvme.h>
#include <skiff/block.h>
#include <skiff/config.h>

/** A pair of queues. One entry stays free, or a full queue would look empty. */
#define NVME_ENTRIES (CONFIG_NVME_REQUESTS * 2)

/** A queue of commands, and the queue of their completions. */
struct nvme_queue {
	struct nvme_command *command;	    /* to the controller */
	struct nvme_completion *completion; /* from it */
	volatile uint32_t *tail_bell;	    /* doorbell of the commands */
	volatile uint32_t *head_bell;	    /* … of the completions */
	uint16_t tail;			    /* where the next command goes */
	uint16_t head;			    /* where the next completion comes */
	uint16_t phase;			    /* … and what marks it */
	uint16_t entries;		    /* length of both */
};

/** What is left of a request that is done in parts, since the controller transfers less at once. */
struct nvme_part {
	uint64_t block;	    /* first one */
	unsigned int first; /* segment of the request's list */
	unsigned int count; /* segments from there on */
	unsigned int used;  /* … in the part that the controller has */
	uint32_t cut;	    /* bytes of the last of these that the next part has */
};

/** The controller and its driver. Lies in the memory that `bus` belongs to, at a multiple of 4 KiB. */
struct nvme {
	/* What the controller reads and writes comes first: each queue in pages of its own. */
	struct nvme_command command[NVME_ENTRIES] __attribute__((aligned(4096))); /* of requests */
	struct nvme_completion completion[NVME_ENTRIES]
	    __attribute__((aligned(4096)));				     /* their answers */
	struct nvme_command admin_command[4] __attribute__((aligned(4096))); /* of the set-up */
	struct nvme_completion admin_completion[4] __attribute__((aligned(4096))); /* its answers */
	uint8_t identity[4096] __attribute__((aligned(4096))); /* what it says of itself */
	struct nvme_segment list[CONFIG_NVME_REQUESTS]
				[CONFIG_NVME_SEGMENTS];	     /* of requests' data */
	struct block block;				     /* the device for its users */
	volatile uint32_t *registers;			     /* registers of the controller */
	uint64_t bus;					     /* see nvme_begin() */
	struct nvme_queue admin;			     /* the set-up's */
	struct nvme_queue io;				     /* both pairs */
	struct block_request *request[CONFIG_NVME_REQUESTS]; /* in flight, or NULL */
	struct nvme_part part[CONFIG_NVME_REQUESTS];	     /* … what is left of them */
	uint16_t free[CONFIG_NVME_REQUESTS];		     /* free slots of `request` */
	uint16_t free_count;				     /* number of entries in `free` */
	uint32_t block_shift;				     /* log2 of a block's bytes */
	uint64_t transfer_max;				     /* bytes of one command */
};

/** Reset a controller, and wait until it has ended what it did. Its function decodes memory. It isn't a bus master until
 * the end of this: one that an earlier life has left would go on with that life's queues.
 *
 * @param registers  of BAR 0
 * @return 0, -ENODEV: it doesn't answer */
int nvme_reset(struct nvme *nvme, uintptr_t registers);

/** After nvme_reset(): set up the controller's queues. Its function is a bus master now.
 *
 * @param bus  what makes an address of this VM one of the device: see machine.bus; 0 behind an SMMU
 * @return 0, -ENODEV: it doesn't answer, -EIO: it refuses a command, -ENOTSUP: it takes no scatter-gather lists, or has larger
 *         pages, or blocks */
int nvme_begin(struct nvme *nvme, uint64_t bus);

/** Its interrupt has come: it is masked before the next block_listen(). */
void nvme_interrupt(struct nvme *nvme);

/** Has the controller failed? Then it does nothing any more, and a new life resets it. */
bool nvme_broken(const struct nvme *nvme);
