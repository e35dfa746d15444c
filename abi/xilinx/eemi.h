/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of the platform management firmware of a Zynq UltraScale+ (AMD UG1200, Embedded Energy Management Interface): SMC of
 * EEMI_CALL + id; arguments are words, two in each of x1 to x7, results likewise from x0 on. The first result is the status.
 */
#pragma once

#define EEMI_CALL  0xc2000000u /* a fast SMC64 of the SiP's */
#define EEMI_CALLS 0x1000u

#define EEMI_VERSION 0x10001u /* 1.1, of the interface and of its TrustZone part */

enum eemi_id {
	EEMI_GET_API_VERSION = 1,
	EEMI_REQUEST_NODE = 13,
	EEMI_RELEASE_NODE = 14,
	EEMI_SET_REQUIREMENT = 15,
	EEMI_RESET_ASSERT = 17,
	EEMI_RESET_GET_STATUS = 18,
	EEMI_INIT_FINALIZE = 21,
	EEMI_IOCTL = 34,
	EEMI_QUERY_DATA = 35,
	EEMI_CLOCK_ENABLE = 36,
	EEMI_CLOCK_DISABLE = 37,
	EEMI_CLOCK_GETSTATE = 38,
	EEMI_CLOCK_SETDIVIDER = 39,
	EEMI_CLOCK_GETDIVIDER = 40,
	EEMI_FEATURE_CHECK = 63,
	EEMI_GET_TRUSTZONE_VERSION = 0xa03,
};

enum eemi_status {
	EEMI_SUCCESS = 0,
	EEMI_NO_FEATURE = 19,
	EEMI_NO_ACCESS = 2002,
	EEMI_INVALID_PARAMETER = 15,
};

enum eemi_query {
	EEMI_CLOCK_NAME = 1, /* the answer is 16 bytes, without a status */
	EEMI_CLOCK_TOPOLOGY = 2,
	EEMI_CLOCK_FIXED_FACTOR = 3,
	EEMI_CLOCK_PARENTS = 4,
	EEMI_CLOCK_ATTRIBUTES = 5,
	EEMI_NUM_PINS = 6,
	EEMI_NUM_FUNCTIONS = 7,
	EEMI_NUM_CLOCKS = 12,
	EEMI_CLOCK_MAX_DIVISOR = 13,
};

/* A clock is a chain of nodes, the parent's side first: three in an answer, 0 ends the list. */
#define EEMI_NODE_FACTOR       3u
#define EEMI_NODE_DIVIDER      4u /* the first divider; the second has the next number */
#define EEMI_NODE_GATE	       6u
#define EEMI_NODE_FLAGS(flags) ((flags) << 8) /* flags of a clock, as Linux has them */
#define EEMI_SET_RATE_PARENT   4u
#define EEMI_IGNORE_UNUSED     8u
#define EEMI_PARENT_EXTERNAL   (5u << 16)
#define EEMI_PARENT_END	       0xffffffffu
#define EEMI_CLOCK_VALID       1u
#define EEMI_CLOCK_EXTERNAL    4u
#define EEMI_DIVIDER_SAME      0xffffu /* in one half of the word: this divider doesn't change */
#define EEMI_DIVIDER_MAX       63u

/* The firmware's number of a reset is its number in the device tree + EEMI_RESET_FIRST. */
#define EEMI_RESET_FIRST   1000u
#define EEMI_RESET_RELEASE 0u
#define EEMI_RESET_ASSERTS 1u
#define EEMI_RESET_PULSE   2u

enum eemi_ioctl {
	EEMI_SD_DLL_RESET = 6,
	EEMI_SD_TAPDELAY = 7,
	EEMI_SD_CONFIG = 30,
	EEMI_GEM_CONFIG = 31,
};
