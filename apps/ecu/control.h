/* SPDX-License-Identifier: BSD-3-Clause */
/* The control task set: what an engine-speed controller would do, in fixed point. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* 1 ms: read the speed, control, set the actuator. */
void control_speed(void);
/* 5 ms: filter the speed, adapt the set point. */
void control_filter(void);
/* 10 ms: supervise that the others live, and kick the watchdog if they do. */
void control_supervise(void);

/** Speed in revolutions per minute, filtered. */
int control_rpm(void);

/** Watchdog periods begun; and did supervision find all tasks alive so far? */
uint64_t control_kicks(void);
bool control_alive(void);
