/* SPDX-License-Identifier: BSD-3-Clause */
/* What can be wrong with a described system before it is placed. */
#pragma once
#include "system.h"

/* Overlaps, ownership, schedules, call cycles. */
void check(struct system *system);
