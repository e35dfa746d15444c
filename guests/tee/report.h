/* SPDX-License-Identifier: BSD-3-Clause */
/* Results of tee-tour and tee-check: one line each as they come, or one JSON object at the end. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum report_outcome { REPORT_OK, REPORT_FAILED, REPORT_SKIPPED };

/* First word of the lines of checks: TOUR unless said. */
void report_word(const char *first);
/* Collect for report_end instead of printing lines. */
void report_json(bool on);
/* A check `name` with its outcome and detail. */
void report_check(const char *name, enum report_outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A figure: `name value unit`. */
void report_figure(const char *name, uint64_t value, const char *unit);
/* Prints the summary (or the JSON object). Returns the exit code: 0 if something passed, nothing
 * failed. */
int report_end(void);
