/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of SCPI, and what it asks of the ECU. */
#pragma once
#include <stdint.h>
#include <arm/mhu.h>
#include <arm/scpi.h>
#include <bulkhead/sensors.h>
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define MAILBOX	    0x0a000000ull
#define MAILBOX_INT 80u

enum phase {
	PHASE_VALUES = 1, /* the values below, all the time */
	PHASE_CHANGING,	  /* both halves of a value are alike, and change as fast as they can */
	PHASE_TORN,	  /* a write begins and doesn't end */
	PHASE_STALE,
	PHASE_FUTURE,
	PHASE_END
};
/* The channel between client and ECU. */
struct script {
	uint32_t wanted, done; /* enum phase */
};

#define ENGINE	(-40000ll)
#define CABIN	21500ll
#define BATTERY 0x123456789abcll
#define OTHER	90000ll

static volatile uint32_t *scpi_in, *scpi_out; /* the platform's half, the client's half */

static inline void scpi_open(const char *channel)
{
	struct tree_channel c = {0};

	check("its memory is in the device tree", (uint64_t)tree_memory(channel, SCPI_SHARED, &c),
	      0);
	scpi_in = (volatile uint32_t *)c.base;
	scpi_out = (volatile uint32_t *)(c.base + c.size / 2);
}

/* Sends `command` with one word, and takes the answer. Returns its status; ~0: there is none. */
static inline uint32_t scpi(uint32_t command, uint32_t word)
{
	uint32_t answered;

	scpi_in[1] = ~0u;
	scpi_out[0] = command;
	scpi_out[2] = word;
	*reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = SCPI_SLOT;
	answered = *reg(MAILBOX + MHU_LOW + MHU_STAT);
	*reg(MAILBOX + MHU_LOW + MHU_CLEAR) = answered;
	return answered == SCPI_SLOT ? scpi_in[1] : ~0u;
}
#define SCPI(id, word) \
	scpi(SCPI_COMMAND(id, 0xa5, (id) >= SCPI_SENSOR_INFO ? sizeof(uint16_t) : 0), word)

static inline int64_t scpi_value(void)
{
	return (int64_t)((uint64_t)scpi_in[3] << 32 | scpi_in[2]);
}
