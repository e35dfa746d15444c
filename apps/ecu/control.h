/* SPDX-License-Identifier: BSD-3-Clause */
/* The control tasks: they do what an engine-speed controller would do, in fixed point. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* The 1 ms task: read the speed, control, set the actuator. */
void control_speed(void);
/* The 5 ms task: filter the speed, adapt the set point. */
void control_filter(void);
/* The 10 ms task: check that the other tasks run, and kick the watchdog if they do. */
void control_supervise(void);

/** @return the filtered speed, in revolutions per minute */
int control_rpm(void);

/** @return how often supervision has kicked the watchdog */
uint64_t control_kicks(void);
/** @return whether supervision has found all tasks alive so far */
bool control_alive(void);
