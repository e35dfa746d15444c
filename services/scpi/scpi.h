/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform of SCPI (Arm DUI 0922) for one client: it answers messages about sensors, whose values another VM writes. Client and
 * writer may be hostile.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <arm/scpi.h>
#include <bulkhead/sensors.h>

/** What is known of the sensors. */
struct scpi {
	const struct sensors *sensors;
	const volatile struct sensors_page *page;
	uint64_t stale; /* ticks of the counter after which a page has no values */
	uint64_t (*now)(void);
};

/** Take a configuration.
 *
 * @param bytes  its size
 * @param hz     of the machine's counter
 * @return 0, or -EINVAL: it isn't one */
int scpi_begin(struct scpi *scpi, const void *configuration, size_t bytes, uint64_t hz);

/** Answer a message, of which each word is read once.
 *
 * @param in   the client's message
 * @param out  where the answer goes, with room for SCPI_PAYLOAD bytes of payload */
void scpi_answer(const struct scpi *scpi, const volatile struct scpi_message *in,
		 volatile struct scpi_message *out);
