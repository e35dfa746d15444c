/* SPDX-License-Identifier: BSD-3-Clause */
/* An SCMI agent that uses SMC. */
#pragma once
#include <stdint.h>
#include <arm/scmi.h>
#include <arm/smccc.h>
#include "../../../kit/guest.h"
#include "../../../kit/tree.h"

#define CALL SMCCC_FAST32(SMCCC_OWNER_SIP, 0x10u)

static volatile struct scmi_shared *shared;

static inline void scmi_open(const char *channel)
{
	struct tree_channel c = {0};

	check("its memory is in the device tree", (uint64_t)tree_memory(channel, SCMI_SHARED, &c),
	      0);
	shared = (volatile struct scmi_shared *)c.base;
}

/* Sends a message of `count` words. Returns its status; the results are in the shared memory, behind the status. */
static inline uint32_t scmi(uint32_t protocol, uint32_t message, uint32_t count,
			    const uint32_t *words)
{
	shared->header = SCMI_HEADER(protocol, message, 0x2a5);
	shared->length = 4 + count * 4;
	for (uint32_t i = 0; i < count; i++)
		shared->payload[i] = words[i];
	shared->status = 0;
	smc(CALL, 0, 0);
	return shared->status == SCMI_FREE ? shared->payload[0] : ~0u;
}
#define SCMI(protocol, message, ...)                                                  \
	scmi(protocol, message, sizeof((const uint32_t[]){0, ##__VA_ARGS__}) / 4 - 1, \
	     (const uint32_t[]){0, ##__VA_ARGS__} + 1)
