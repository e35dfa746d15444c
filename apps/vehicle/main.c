/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A vehicle's ECU, as far as other VMs ask it: it publishes the temperature of the engine and the voltage of the battery in a page of
 * sensors, and its place as a GNSS receiver does, by a port of a virtio console.
 *
 * Arguments: vehicle.seconds=N (0: for ever), vehicle.sensors=CHANNEL (the page of sensors), vehicle.gnss=ADDRESS (registers of the
 * console).
 */
#include <string.h>
#include <skiff/args.h>
#include <skiff/bootinfo.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/timer.h>
#include "drive.h"
#include "nmea.h"
#include "port.h"
#include "sensors.h"

#define PERIOD_NS    20000000ull
#define GNSS_PERIODS 10u /* a fix each 200 ms */

/* Where the drive begins, northwards: 51 degrees 30 minutes north, 7 degrees 27 minutes east; 29 November 2026, 12 o'clock. */
#define LATITUDE  (51u * 600000 + 30 * 10000)
#define LONGITUDE (7u * 600000 + 27 * 10000)
#define ALTITUDE  860u
#define DATE	  291126u
#define NOON	  43200000u
#define MINUTE_MM 1852000u /* of latitude */

static struct port gnss;

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

static void send_fix(uint64_t ms, const struct drive *drive)
{
	struct nmea_fix fix = {
	    .ms = (uint32_t)(NOON + ms),
	    .date = DATE,
	    .latitude = LATITUDE + (uint32_t)(drive->way * 10000 / MINUTE_MM),
	    .longitude = LONGITUDE,
	    .speed = drive->speed,
	    .altitude = ALTITUDE,
	};
	char line[NMEA_LINE];

	port_write(&gnss, line, nmea_rmc(line, &fix));
	port_write(&gnss, line, nmea_gga(line, &fix));
}

int main(int argc, char **argv)
{
	const uint64_t seconds = (uint64_t)args_number("vehicle.seconds", 0);
	const struct bulkhead_channel *sensors = channel_of(args_option("vehicle.sensors"));
	const uintptr_t receiver = (uintptr_t)args_number("vehicle.gnss", 0);
	uint64_t start = time_ns(), next = start;

	(void)argc, (void)argv;
	if (!sensors || sensors->size < sizeof(struct sensors_page)) {
		print("vehicle: a page of sensors is expected\n");
		return 1;
	}
	if (receiver && port_begin(&gnss, receiver)) {
		print("vehicle: no console for the receiver\n");
		return 1;
	}
	while (seconds == 0 || next - start < seconds * 1000000000) {
		uint64_t ms = (next - start) / 1000000;
		struct drive drive = drive_at(ms);

		publish((volatile void *)(uintptr_t)sensors->ipa, &drive);
		if (receiver)
			port_look(&gnss);
		if (receiver && (next - start) / PERIOD_NS % GNSS_PERIODS == 0)
			send_fix(ms, &drive);
		next += PERIOD_NS;
		sleep_until(time_ns_to_ticks(next));
	}
	print("vehicle: parked\n");
	return 0;
}
