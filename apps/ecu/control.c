/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/config.h>
#include <skiff/lock.h>
#ifdef CONFIG_PLAT_BULKHEAD
#include <skiff/hypercall.h>
#endif
#include "control.h"
#include "ecu.h"

#define FIXED	     256 /* one, in fixed point */
#define RPM_TARGET   3000
#define RPM_STEP     500
#define GAIN_P	     96
#define GAIN_I	     4
#define ACTUATOR_MAX (1000 * FIXED)
/* Between two runs of itself, supervision expects at least this many of the 1 ms task: ten, less one because of the phase. */
#define SPEED_RUNS_MIN 9

/* The 1 ms and the 5 ms task share the plant: whoever takes the lock runs at the 1 ms task's priority. */
static struct resource plant_lock = RESOURCE_INIT(PRIORITY_1MS);
static struct {
	int speed, actuator, target; /* fixed point */
} plant = {.target = RPM_TARGET * FIXED};

static int integral, filtered;
static uint64_t speed_runs, filter_runs, supervised_speed, supervised_filter, kicks;
static bool alive = true;

static int clamp(int v, int low, int high)
{
	return v < low ? low : v > high ? high : v;
}

void control_speed(void)
{
	int error;

	resource_take(&plant_lock);
	/* The engine: inertia and friction. */
	plant.speed += (plant.actuator * 5 - plant.speed) / 64;
	error = plant.target - plant.speed;
	integral = clamp(integral + error / 64 * GAIN_I / FIXED, 0, ACTUATOR_MAX);
	plant.actuator = clamp(integral + error / FIXED * GAIN_P, 0, ACTUATOR_MAX);
	resource_release(&plant_lock);
	speed_runs++;
}

void control_filter(void)
{
	int speed;

	resource_take(&plant_lock);
	speed = plant.speed;
	/* From time to time the driver asks for another speed. */
	if (filter_runs % 400 == 0)
		plant.target = (RPM_TARGET + (int)(filter_runs / 400 % 3) * RPM_STEP) * FIXED;
	resource_release(&plant_lock);
	filtered += (speed - filtered) / 8;
	filter_runs++;
}

static void kick(void)
{
#ifdef CONFIG_PLAT_BULKHEAD
	if (hypercall_watchdog_kick() == BULKHEAD_OK)
		kicks++;
#endif
}

void control_supervise(void)
{
	alive = speed_runs - supervised_speed >= SPEED_RUNS_MIN || supervised_speed == 0;
	alive = alive && (filter_runs > supervised_filter || supervised_filter == 0);
	supervised_speed = speed_runs;
	supervised_filter = filter_runs;
	/* A task is stuck: without a kick, the hypervisor does what the system description says. */
	if (alive)
		kick();
}

int control_rpm(void)
{
	return filtered / FIXED;
}

uint64_t control_kicks(void)
{
	return kicks;
}

bool control_alive(void)
{
	return alive;
}
