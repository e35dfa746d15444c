/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A generic watchdog (Arm BSA) for the client: registers that it reads without an exception, and the core's watchdog
 * behind them. A write is a request.
 */
#include <errno.h>
#include <arm/sbsa_gwdt.h>
#include <skiff/extension.h>
#include "gwdt.h"

/* Kept: the core's watchdog goes on while this instance begins anew. */
static EXTENSION_KEPT struct gwdt watchdog;

static const struct bulkhead_registers *registers(void)
{
	return (const void *)((uintptr_t)bootinfo() + bootinfo()->registers);
}

static void set(uint32_t offset, uint32_t value)
{
	((volatile uint32_t *)(uintptr_t)registers()->ipa)[offset / 4] = value;
}

/* Update the registers that the client reads, and the time at which the core ends the client. */
static void update(uint64_t now)
{
	uint32_t identity = GWDT_IIDR_REVISION_1 | GWDT_IIDR_ARM;

	set(GWDT_WCS, watchdog.status);
	set(GWDT_WOR, (uint32_t)watchdog.offset);
	set(GWDT_WOR + 4, (uint32_t)(watchdog.offset >> 32));
	set(GWDT_WCV, (uint32_t)watchdog.compare);
	set(GWDT_WCV + 4, (uint32_t)(watchdog.compare >> 32));
	set(GWDT_IIDR, identity);
	set(GWDT_FRAME_SIZE + GWDT_IIDR, identity);
	extension_watchdog(gwdt_left(&watchdog, now));
	/* The client must see the changed page when it goes on. */
	__asm__ volatile("dsb st" : : : "memory");
}

int extension_on_init(void)
{
	return bootinfo()->registers_count == 1 && registers()->size == GWDT_SIZE ? 0 : -ENODEV;
}

/* Called before the client's first instruction, and after every INIT. */
enum bulkhead_action extension_on_notify(uint64_t header)
{
	(void)header;
	update(extension_time());
	return BULKHEAD_RESUME;
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	uint64_t now = extension_time();

	(void)header;
	if (access & BULKHEAD_MMIO_WRITE)
		gwdt_write(&watchdog, (uint32_t)(ipa - registers()->client_ipa),
			   BULKHEAD_MMIO_SIZE(access), value, now);
	update(now);
	return extension_resume(0);
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	gwdt_reset(&watchdog, extension_time());
	return BULKHEAD_RESUME;
}
