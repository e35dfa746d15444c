/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A vehicle's ECU, as far as other VMs ask it: it publishes the temperature of the engine and the voltage of the battery in a page of
 * sensors, its place as a GNSS receiver does, by a port of a virtio console, and
 * serves properties by sockets to the clients of its configuration (bulkhead/vehicle.h).
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
#include "server.h"

#define PERIOD_NS    10000000ull
#define GNSS_PERIODS 20u /* a fix each 200 ms */

/* Where the drive begins, northwards: 51 degrees 30 minutes north, 7 degrees 27 minutes east; 29 November 2026, 12 o'clock. */
#define LATITUDE  (51u * 600000 + 30 * 10000)
#define LONGITUDE (7u * 600000 + 27 * 10000)
#define ALTITUDE  860u
#define DATE	  291126u
#define NOON	  43200000u
#define MINUTE_MM 1852000u /* of latitude */

static struct port gnss;
static struct server servers[VEHICLE_CLIENTS];
static uint32_t server_count;
static struct properties properties = {.value = {[VEHICLE_CABIN] = 20000}};

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

/* @return 0, or 1: there is no such device */
static int begin_servers(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct vehicle_client *client = (const void *)((const char *)b + b->configuration);

	while (server_count < VEHICLE_CLIENTS &&
	       (server_count + 1) * sizeof(*client) <= b->configuration_size) {
		if (server_begin(&servers[server_count], &client[server_count]))
			return 1;
		server_count++;
	}
	return 0;
}

static void serve(const struct drive *drive)
{
	properties.value[VEHICLE_SPEED] = drive->speed;
	properties.value[VEHICLE_ENGINE] = drive->engine;
	properties.value[VEHICLE_BATTERY] = drive->battery;
	for (uint32_t i = 0; i < server_count; i++)
		server_look(&servers[i], &properties);
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
	if (begin_servers()) {
		print("vehicle: no sockets for a client\n");
		return 1;
	}
	while (seconds == 0 || next - start < seconds * 1000000000) {
		uint64_t ms = (next - start) / 1000000;
		struct drive drive = drive_at(ms);

		publish((volatile void *)(uintptr_t)sensors->ipa, &drive);
		serve(&drive);
		if (receiver)
			port_look(&gnss);
		if (receiver && (next - start) / PERIOD_NS % GNSS_PERIODS == 0)
			send_fix(ms, &drive);
		next += PERIOD_NS;
		sleep_until(time_ns_to_ticks(next));
	}
	print("vehicle: parked, brake %ld, cabin %ld\n", (long)properties.value[VEHICLE_BRAKE],
	      (long)properties.value[VEHICLE_CABIN]);
	return 0;
}
