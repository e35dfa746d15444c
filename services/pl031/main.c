/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PL031 for each client, on top of the board's. One instance for all clients; the badge of a route is the client's index in
 * the boot information's list. A client sets its own clock, never the board's. Without the board's PL031, clocks count seconds
 * since power-on, like a PL031 without a battery.
 */
#include <arm/pl031.h>
#include <skiff/extension.h>
#include "rtc.h"

#define CLIENTS 16u

static EXTENSION_KEPT struct rtc clocks[CLIENTS];

static uint32_t seconds(void)
{
	const struct bulkhead_device *device =
	    (const void *)((uintptr_t)bootinfo() + bootinfo()->devices);

	if (bootinfo()->device_count)
		return *(const volatile uint32_t *)(device->ipa + PL031_DR);
	return (uint32_t)(extension_time() / extension_counter_hz());
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	unsigned int client = BULKHEAD_REQUEST_BADGE(header);

	if (client >= CLIENTS)
		return extension_abort();
	/* Registers have 32 bits, at multiples of 4; other addresses are no registers. */
	if (ipa & 3)
		return extension_resume(0);
	if (!(access & BULKHEAD_MMIO_WRITE))
		return extension_resume(rtc_read(&clocks[client], ipa & 0xffc, seconds()));
	rtc_write(&clocks[client], ipa & 0xffc, (uint32_t)value, seconds());
	return extension_resume(0);
}

/* A reset clears everything but the clock (DDI 0224, 2.2). */
enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	unsigned int client = BULKHEAD_REQUEST_BADGE(header);

	if (client < CLIENTS)
		clocks[client].match = clocks[client].mask = 0;
	return BULKHEAD_RESUME;
}
