/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A model of a CAN controller, in place of access.c, with another station on its bus: it holds the driver to the order of the
 * manual, and errs as a test wants it to.
 */
#pragma once
#include "../parts.h"

#define MODEL_WORDS (XILINX_CAN_FRAMES * XILINX_CAN_WORDS)

/** What goes wrong. */
enum can_model_fault {
	FAULT_NONE,
	FAULT_ABSENT,  /* all registers read as ones */
	FAULT_RESET,   /* a reset doesn't end */
	FAULT_MODE,    /* the configuration mode isn't reached */
	FAULT_BUSY,    /* filters can never be changed */
	FAULT_TIMING,  /* the timing isn't taken */
	FAULT_FILTERS, /* filters aren't used */
	FAULT_ENABLE,  /* the controller doesn't join the bus */
	FAULT_KEEPS,   /* a reset keeps the FIFOs, as QEMU's does */
	FAULT_SILENCE, /* nobody acknowledges: frames aren't sent */
};

struct can_model_fifo {
	uint32_t word[MODEL_WORDS];
	unsigned int count;
};

/** The controller, its bus, and what was seen. */
struct can_model {
	uint32_t word[XILINX_CAN_REGISTERS_BEHIND / 4];
	uint64_t now; /* microseconds */
	struct can_model_fifo transmit, receive;
	enum can_model_fault fault;
	uint32_t random; /* not 0: registers read as random ones, now and then */
	/* what was seen */
	unsigned int sent;		 /* frames on the bus */
	uint32_t last[XILINX_CAN_WORDS]; /* … the last of them */
	unsigned int violations, resets, accesses;
};
extern struct can_model can_model;

/** A controller after power-on, whose bus acknowledges. */
void can_model_begin(void);

/** The other station sends a frame. */
void can_model_put(uint32_t id, uint32_t length, uint32_t first, uint32_t second);
