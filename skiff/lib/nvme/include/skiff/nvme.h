/* SPDX-License-Identifier: BSD-3-Clause */
/* The first namespace of an NVMe controller as a struct block. */
#pragma once
#include <stdint.h>
#include <nvme/nvme.h>
#include <skiff/block.h>
#include <skiff/config.h>

/** Entries of a queue. One stays free: otherwise a full queue would look empty. */
#define NVME_ENTRIES (CONFIG_NVME_REQUESTS * 2)

/** A queue of commands, and the queue of their completions. */
struct nvme_queue {
	struct nvme_command *command;	    /* commands to the controller */
	struct nvme_completion *completion; /* from it */
	volatile uint32_t *tail_bell;	    /* doorbell of the commands */
	volatile uint32_t *head_bell;	    /* … of the completions */
	uint16_t tail;			    /* where the next command goes */
	uint16_t head;			    /* where the next completion comes */
	uint16_t phase;			    /* … and the phase bit that marks it */
	uint16_t entries;		    /* length of both */
};

/** The rest of a request that is done in parts, since it exceeds the controller's transfer size. */
struct nvme_part {
	uint64_t block;	    /* first one */
	unsigned int first; /* segment of the request's list */
	unsigned int count; /* segments from there on */
	unsigned int used;  /* … in the part that the controller has */
	uint32_t cut;	    /* bytes of the last used segment that are left for the next part */
};

/** The controller and its driver. It must lie in the memory that `bus` belongs to, at a multiple of 4 KiB. */
struct nvme {
	/* Memory that the controller reads and writes comes first, with each queue in pages of its own. */
	struct nvme_command command[NVME_ENTRIES] __attribute__((aligned(4096))); /* of requests */
	struct nvme_completion completion[NVME_ENTRIES]
	    __attribute__((aligned(4096))); /* their answers */
	struct nvme_command admin_command[4]
	    __attribute__((aligned(4096))); /* commands of the set-up */
	struct nvme_completion admin_completion[4] __attribute__((aligned(4096))); /* its answers */
	uint8_t identity[4096] __attribute__((aligned(4096))); /* answer to IDENTIFY */
	struct nvme_segment list[CONFIG_NVME_REQUESTS]
				[CONFIG_NVME_SEGMENTS];	     /* segments of the requests' data */
	struct block block;				     /* the device for its users */
	volatile uint32_t *registers;			     /* registers of the controller */
	uint64_t bus;					     /* see nvme_begin() */
	struct nvme_queue admin;			     /* the set-up's */
	struct nvme_queue io;				     /* both pairs */
	struct block_request *request[CONFIG_NVME_REQUESTS]; /* requests in flight, or NULL */
	struct nvme_part part[CONFIG_NVME_REQUESTS];	     /* … and the rest of each */
	uint16_t free[CONFIG_NVME_REQUESTS];		     /* free slots of `request` */
	uint16_t free_count;				     /* number of entries in `free` */
	uint32_t block_shift;				     /* log2 of a block's bytes */
	uint64_t transfer_max;				     /* limit of bytes per command */
};

/** Reset a controller, and wait until it has stopped. Its function must decode memory, but not be a bus master before this
 * ends: a controller that an earlier life left running would go on with that life's queues.
 *
 * @param registers  of BAR 0
 * @return 0, -ENODEV: it doesn't answer */
int nvme_reset(struct nvme *nvme, uintptr_t registers);

/** After nvme_reset(): set up the controller's queues. Its function must be a bus master now.
 *
 * @param bus  offset from this VM's addresses to the device's: see machine.bus; 0 behind an SMMU
 * @return 0, -ENODEV: it doesn't answer, -EIO: it refuses a command, -ENOTSUP: it supports no scatter-gather lists, or has
 *         too large pages or blocks */
int nvme_begin(struct nvme *nvme, uint64_t bus);

/** Call when the controller's interrupt has come: masks it until the next block_listen(). */
void nvme_interrupt(struct nvme *nvme);

/** Has the controller failed? Then it does nothing until nvme_reset(). */
bool nvme_broken(const struct nvme *nvme);
