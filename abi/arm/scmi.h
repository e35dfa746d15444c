/* SPDX-License-Identifier: BSD-3-Clause */
/* System Control and Management Interface (Arm DEN0056E): messages of the protocols base, power domain, clock and reset. */
#pragma once
#include <stdint.h>

#define SCMI_COMPATIBLE \
	"arm,scmi-smc" /* of its node in a device tree (Linux, bindings/firmware/arm,scmi) */

#define SCMI_SHARED "arm,scmi-shmem" /* of its memory's */

/* The shared area of a channel (5.1.2). */
struct scmi_shared {
	uint32_t reserved;
	uint32_t status; /* SCMI_FREE, SCMI_ERROR */
	uint32_t reserved2[2];
	uint32_t flags;
	uint32_t length; /* bytes of header and payload */
	uint32_t header; /* of the message */
	uint32_t payload[];
};
#define SCMI_FREE	   1u	/* the agent may write to the channel */
#define SCMI_ERROR	   2u	/* the message couldn't be delivered */
#define SCMI_PAYLOAD	   128u /* bytes, at most, both ways */
#define SCMI_PAYLOAD_WORDS (SCMI_PAYLOAD / 4)

/* A message's header (4.1.1.2). */
#define SCMI_MESSAGE(header)  ((header)&0xff)
#define SCMI_TYPE(header)     ((header) >> 8 & 3) /* 0: command */
#define SCMI_PROTOCOL(header) ((header) >> 10 & 0xff)
#define SCMI_TOKEN(header)    ((header) >> 18 & 0x3ff)
#define SCMI_HEADER(protocol, message, token) \
	((uint32_t)(message) | (uint32_t)(protocol) << 10 | (uint32_t)(token) << 18)

#define SCMI_BASE  0x10u
#define SCMI_POWER 0x11u
#define SCMI_CLOCK 0x14u
#define SCMI_RESET 0x16u

/* Status of an answer (4.1.4). */
#define SCMI_SUCCESS		0
#define SCMI_NOT_SUPPORTED	(-1)
#define SCMI_INVALID_PARAMETERS (-2)
#define SCMI_NOT_FOUND		(-4)
#define SCMI_OUT_OF_RANGE	(-5)
#define SCMI_PROTOCOL_ERROR	(-10)

/* Messages that all protocols have. */
#define SCMI_VERSION		0u
#define SCMI_ATTRIBUTES		1u
#define SCMI_MESSAGE_ATTRIBUTES 2u
#define SCMI_FIRST		3u /* of those that are a protocol's own */

#define SCMI_BASE_VENDOR	 3u
#define SCMI_BASE_SUB_VENDOR	 4u
#define SCMI_BASE_IMPLEMENTATION 5u
#define SCMI_BASE_PROTOCOLS	 6u
#define SCMI_BASE_AGENT		 7u
#define SCMI_SELF		 0xffffffffu /* the agent that asks */

#define SCMI_POWER_DOMAIN 3u
#define SCMI_POWER_SET	  4u
#define SCMI_POWER_GET	  5u
#define SCMI_POWER_SYNC	  (1u << 29) /* of a domain: the state is set when the call returns */
#define SCMI_POWER_ON	  0u
#define SCMI_POWER_OFF	  (1u << 30) /* context is lost */

#define SCMI_CLOCK_CLOCK    3u
#define SCMI_CLOCK_RATES    4u
#define SCMI_CLOCK_RATE_SET 5u
#define SCMI_CLOCK_RATE_GET 6u
#define SCMI_CLOCK_CONFIG   7u
#define SCMI_CLOCK_ENABLE   1u
#define SCMI_RATE_ASYNC	    1u
#define SCMI_RATE_UP	    4u /* the next rate above, else the next below */

#define SCMI_RESET_DOMAIN     3u
#define SCMI_RESET_RESET      4u
#define SCMI_RESET_AUTONOMOUS 1u
#define SCMI_RESET_ASSERT     2u
