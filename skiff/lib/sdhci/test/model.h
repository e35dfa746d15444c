/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A model of an SD host controller with a card, in place of access.c: it holds the driver to the order of the standard, moves
 * data as the driver's table says, and errs as a test wants it to.
 */
#pragma once
#include "../parts.h"

#define MODEL_SECTORS  2048u /* kept of the card: the first ones */
#define MODEL_ARENA    0x100000u
#define MODEL_BUS      0x10000000u /* where the device finds the arena */
#define MODEL_BUS_WIDE 0x123450000000u

/** What goes wrong. */
enum model_fault {
	FAULT_NONE,
	FAULT_RESET,	/* a reset doesn't end */
	FAULT_CLOCK,	/* the clock doesn't become stable */
	FAULT_INHIBIT,	/* the controller is never free for a command */
	FAULT_SILENCE,	/* a command doesn't end: neither response nor error */
	FAULT_TIMEOUT,	/* the card doesn't respond */
	FAULT_CRC,	/* the response is damaged */
	FAULT_RESPONSE, /* the response has other bits: `flip` */
	FAULT_BUSY,	/* the card is never ready */
	FAULT_DATA,	/* an error in the middle of the data */
	FAULT_ADMA,	/* an error of the table, with Transfer Complete */
	FAULT_LOST,	/* the transfer never ends */
};

/** The controller, its card, and what was seen. */
struct model {
	uint32_t word[64]; /* registers */
	uint64_t now;	   /* microseconds */
	/* the card */
	bool high_capacity, old, absent, wide;
	uint32_t version;
	unsigned int polls; /* of SEND_OP_COND until it is ready */
	unsigned int state;
	bool app, lines_4;
	uint32_t address, cid;
	uint32_t csd[4];
	uint64_t sectors;
	/* faults */
	enum model_fault fault;
	int fault_at;	   /* the command; -1: each */
	unsigned int left; /* how often the fault comes */
	uint32_t flip;	   /* see FAULT_RESPONSE */
	uint32_t random;   /* not 0: registers read as random ones, now and then */
	/* what was seen */
	unsigned int violations, resets, transfers, accesses;
	uint32_t listens; /* Signal Enable */
	uint64_t reached; /* bytes that a table reached outside of the buffers */
};
extern struct model model;
extern char model_arena[MODEL_ARENA];	     /* memory that the device reaches */
extern char model_card[MODEL_SECTORS * 512]; /* contents */
extern char *model_buffers; /* where the segments of requests may be, up to the end of the arena */

/** A controller of version 3.00 with 64-bit addresses and an empty card of high capacity. */
void model_begin(void);

/** The offset from pointers into the arena to the device's addresses. */
uint64_t model_bus(void);

/** Set the capacity of the card: C_SIZE, and, of standard capacity, C_SIZE_MULT and READ_BL_LEN. */
void model_size(uint32_t size, uint32_t multiplier, uint32_t length);
