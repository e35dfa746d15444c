/* SPDX-License-Identifier: BSD-3-Clause */
/* Results of tee-tour and tee-check: each is printed as a line at once, or all as one JSON object at the end. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum report_outcome { REPORT_OK, REPORT_FAILED, REPORT_SKIPPED };

/* Sets the first word of the checks' lines, which is TOUR otherwise. */
void report_word(const char *first);
/* Collects results for report_end instead of printing lines. */
void report_json(bool on);
/* Reports the check `name` with its outcome and detail. */
void report_check(const char *name, enum report_outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Reports a figure: `name value unit`. */
void report_figure(const char *name, uint64_t value, const char *unit);
/* Prints the summary (or the JSON object). Returns the exit code: 0 if something passed, nothing
 * failed. */
int report_end(void);
