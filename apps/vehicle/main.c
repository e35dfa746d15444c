/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A vehicle's ECU, as far as other VMs ask it: it publishes the temperature of the engine and the voltage of the battery in pages
 * of sensors.
 *
 * Arguments: vehicle.seconds=N (0: for ever), vehicle.sensors=CHANNEL (the page of sensors).
 */
#include <string.h>
#include <skiff/args.h>
#include <skiff/bootinfo.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/timer.h>
#include "drive.h"
#include "sensors.h"

#define PERIOD_NS 20000000ull

static const struct bulkhead_channel *channel_of(const char *name)
{
	const struct bulkhead_channel *c =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);

	for (uint32_t i = 0; name && i < bootinfo()->channel_count; i++)
		if (strcmp(c[i].name, name) == 0)
			return &c[i];
	return NULL;
}

static void publish(volatile struct sensors_page *page, const struct drive *drive)
{
	const int64_t value[] = {drive->engine, drive->battery};

	sensors_publish(page, value, sizeof(value) / sizeof(*value));
}

int main(int argc, char **argv)
{
	const uint64_t seconds = (uint64_t)args_number("vehicle.seconds", 0);
	const struct bulkhead_channel *sensors = channel_of(args_option("vehicle.sensors"));
	uint64_t start = time_ns(), next = start;

	(void)argc, (void)argv;
	if (!sensors || sensors->size < sizeof(struct sensors_page)) {
		print("vehicle: a page of sensors is expected\n");
		return 1;
	}
	while (seconds == 0 || next - start < seconds * 1000000000) {
		struct drive drive = drive_at((next - start) / 1000000);

		publish((volatile void *)(uintptr_t)sensors->ipa, &drive);
		next += PERIOD_NS;
		sleep_until(time_ns_to_ticks(next));
	}
	print("vehicle: parked\n");
	return 0;
}
