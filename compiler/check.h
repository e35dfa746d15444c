/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of a described system before placement. */
#pragma once
#include "system.h"

/* Overlaps, ownership, schedules, call cycles. */
void check(struct system *system);
