/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The SD memory card of an SD host controller, as a struct block. A write is done when the card has programmed it: there is no
 * cache to flush. A request that fails is tried again, each time behind a reset of controller and card.
 */
#pragma once
#include <stdint.h>
#include <sd/host.h>
#include <skiff/block.h>
#include <skiff/config.h>

/** Bytes of a request that the controller does at once. */
#define SDHCI_PART 0x80000u
/** Bytes of a descriptor. */
#define SDHCI_PIECE 0x8000u
/** Descriptors of a part: each segment may begin one, each full piece another. */
#define SDHCI_DESCRIPTORS (BLOCK_HELD_SEGMENTS + SDHCI_PART / SDHCI_PIECE)
/** Time of a part until it counts as lost, in microseconds. 4.6.2 of the card's specification: a block takes 250 ms at most. */
#define SDHCI_PART_US 2000000u

/** A request that is held. */
struct sdhci_slot {
	struct block_request *request;			   /* the request */
	struct block_segment segment[BLOCK_HELD_SEGMENTS]; /* a copy of its segments */
};

/** A place in a request's segments. */
struct sdhci_place {
	unsigned int segment; /* the segment */
	uint32_t offset;      /* bytes of it that lie before the place */
};

/** The controller and its driver. Lies in the memory that `bus` belongs to, of which the controller only reads. */
struct sdhci {
	uint32_t table[SDHCI_DESCRIPTORS * 3];	       /* descriptors, which the controller reads */
	struct block block;			       /* the card for its users */
	volatile uint32_t *registers;		       /* registers of the controller */
	uint64_t bus;				       /* see sdhci_begin() */
	bool wide;				       /* the controller has addresses of 64 bits */
	uint32_t control;			       /* Host Control 1 and Power Control */
	uint32_t version;			       /* SDHCI_VERSION_OF() */
	uint32_t capabilities;			       /* SDHCI_CAPABILITIES */
	uint32_t address;			       /* relative address of the card */
	bool high_capacity;			       /* the card's addresses are of sectors */
	bool known;				       /* there was a card */
	uint32_t cid[4];			       /* … its identity */
	struct sdhci_slot slot[CONFIG_SDHCI_REQUESTS]; /* a ring of requests */
	unsigned int first;			       /* in `slot`: the one that the card does */
	unsigned int count;			       /* … and those behind it */
	bool running;		 /* the controller has a part of the first request */
	bool stuck;		 /* … no, it takes no command */
	bool broken;		 /* controller or card can't be started any more */
	unsigned int attempts;	 /* that failed, of this part */
	uint64_t deadline;	 /* of this part, by sdhci_now() */
	uint64_t sector;	 /* first one of this part */
	uint32_t sectors;	 /* … and how many */
	struct sdhci_place at;	 /* where this part begins */
	struct sdhci_place next; /* … and the one behind it */
};

/** Reset a controller that an earlier life may have left running, and identify its card.
 *
 * @param sdhci      zeroed at first; later lives know the card by it, if it is kept
 * @param registers  of the controller
 * @param bus        what is added to an address here for the device
 * @return 0, -ENODEV: no controller answers, or no SD card; -ENOTSUP: the controller has no ADMA2, no voltage of a card, or no
 * base clock that it tells, or the card is of an unknown kind; -ENXIO: it is another card than before; -ERANGE: the
 * controller's addresses don't reach `sdhci`; -EIO: the card fails */
int sdhci_begin(struct sdhci *sdhci, uintptr_t registers, uint64_t bus);

/** Call when the controller's interrupt has come: masks it until the next block_listen(). */
void sdhci_interrupt(struct sdhci *sdhci);

/** Can't the card be used any more? Then all requests fail until sdhci_begin(). */
bool sdhci_broken(const struct sdhci *sdhci);

/** Microseconds since some beginning. A request whose time is over is found by block_poll() at `deadline`. */
uint64_t sdhci_now(void);
