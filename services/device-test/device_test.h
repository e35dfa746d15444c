/* SPDX-License-Identifier: BSD-3-Clause */
/* A device for tests: a register page, a channel with a peer, and ways to fail. Used by tests/cases/extension/notify. */
#pragma once
#include <stdint.h>

#define DEVICE_TEST_MAGIC 0x74736574u

/* The register page. The client writes only `command`; the extension writes the rest. */
struct device_test_registers {
	uint32_t command; /* write DEVICE_TEST_*; the value isn't stored */
	uint32_t magic;
	uint32_t inits, last; /* INITs so far; last: 1 after extension_on_last */
	uint32_t notified;    /* NOTIFY requests */
	uint32_t pings, waits, gone;
	uint32_t work; /* the channel's counter, as seen last */
};

enum device_test_command {
	DEVICE_TEST_PING = 1,
	DEVICE_TEST_RING,	/* asks the peer to ring back */
	DEVICE_TEST_WAIT,	/* asks the peer to ring, and answers when it has */
	DEVICE_TEST_CRASH_ONCE, /* the first try faults, the second is a PING */
	DEVICE_TEST_CRASH,	/* faults at every try */
};

/* The channel: the extension asks, the peer counts and rings. */
struct device_test_channel {
	uint32_t asked, done;
};
