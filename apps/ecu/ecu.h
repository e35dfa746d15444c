/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include "task.h"

/* Priorities are rate-monotonic: the shorter the period, the higher. */
#define PRIORITY_1MS	24
#define PRIORITY_5MS	20
#define PRIORITY_10MS	16
#define PRIORITY_REPORT 4

#define TASKS 3
extern struct task tasks[TASKS];

/** Print one line of health. */
void report_health(uint64_t second);

/** Print the summary: lines `ecu.task …` and `ecu.jitter …` for each task, then `ecu.end ok|failed`.
 * @return true: no deadline was missed and no release lost */
bool report_summary(void);
