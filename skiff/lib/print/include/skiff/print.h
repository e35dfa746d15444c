/* SPDX-License-Identifier: BSD-3-Clause */
/* Output to the console, and messages with a level. */
#pragma once
#include <stdarg.h>
#include <skiff/config.h>

/* Audience of a message, as CONFIG_LOG_LEVEL counts them. */
#define LOG_ERROR   1 /* something doesn't work: whoever runs the system */
#define LOG_WARNING 2 /* something may be wrong */
#define LOG_INFO    3 /* what a user may want to see */
#define LOG_DEBUG   4 /* whoever works on the code */

/** Print to the console, printf-like (conversions: see format.h). @return characters printed */
int print(const char *fmt, ...) __attribute__((format(__printf__, 1, 2)));
/** The same with its arguments in a list. */
int vprint(const char *fmt, va_list args);

/** A message of a constant level, for the four macros below. */
#define log_at(level, name, fmt, ...) \
	((level) <= CONFIG_LOG_LEVEL ? (void)print(name fmt "\n", ##__VA_ARGS__) : (void)0)

/** A message of a level; not in the image if CONFIG_LOG_LEVEL is lower. Adds the newline. */
#define log_error(fmt, ...) log_at(LOG_ERROR, "error: ", fmt, ##__VA_ARGS__)
/** See log_error. */
#define log_warning(fmt, ...) log_at(LOG_WARNING, "warning: ", fmt, ##__VA_ARGS__)
/** See log_error. */
#define log_info(fmt, ...) log_at(LOG_INFO, "", fmt, ##__VA_ARGS__)
/** See log_error. */
#define log_debug(fmt, ...) log_at(LOG_DEBUG, "debug: ", fmt, ##__VA_ARGS__)
