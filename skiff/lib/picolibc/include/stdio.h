/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * picolibc's <stdio.h>. Debian's build treats a long double as a double and prints %n as text, so the compiler refuses both
 * here, except in a va_list or in a format that isn't a literal.
 */
#pragma once
#include_next <stdio.h>

long double picolibc_no_long_double(void)
    __attribute__((error("printf and scanf of picolibc have no long double: convert to double")));
const char *picolibc_no_percent_n(void) __attribute__((error("printf of picolibc has no %n")));

/* Passes an argument on unless it is a long double, or a pointer to one. */
/* clang-format off */
#define PICOLIBC_CHECKED(x)                                 \
	_Generic((x),                                       \
		long double: picolibc_no_long_double(),     \
		long double *: picolibc_no_long_double(),   \
		default: (x))
/* clang-format on */

/*
 * Does so for each argument, with a comma before it. A macro isn't expanded within itself, so each expansion is deferred to
 * the next of 85 scans.
 */
#define PICOLIBC_EACH(x, ...) \
	, PICOLIBC_CHECKED(x) __VA_OPT__(PICOLIBC_LATER PICOLIBC_NO_MORE(__VA_ARGS__))
#define PICOLIBC_NO_MORE ()
#define PICOLIBC_LATER() PICOLIBC_EACH
#define PICOLIBC_SCAN_4(...) \
	PICOLIBC_SCAN_3(PICOLIBC_SCAN_3(PICOLIBC_SCAN_3(PICOLIBC_SCAN_3(__VA_ARGS__))))
#define PICOLIBC_SCAN_3(...) \
	PICOLIBC_SCAN_2(PICOLIBC_SCAN_2(PICOLIBC_SCAN_2(PICOLIBC_SCAN_2(__VA_ARGS__))))
#define PICOLIBC_SCAN_2(...) \
	PICOLIBC_SCAN_1(PICOLIBC_SCAN_1(PICOLIBC_SCAN_1(PICOLIBC_SCAN_1(__VA_ARGS__))))
#define PICOLIBC_SCAN_1(...)	__VA_ARGS__
#define PICOLIBC_ARGUMENTS(...) __VA_OPT__(PICOLIBC_SCAN_4(PICOLIBC_EACH(__VA_ARGS__)))

/* Does a literal format contain this text? */
#define PICOLIBC_HAS(fmt, sought) (__builtin_strstr(fmt, sought) != NULL)
static inline __attribute__((always_inline)) int picolibc_stores(const char *fmt)
{
	return PICOLIBC_HAS(fmt, "%n") || PICOLIBC_HAS(fmt, "%hhn") || PICOLIBC_HAS(fmt, "%hn") ||
	       PICOLIBC_HAS(fmt, "%ln") || PICOLIBC_HAS(fmt, "%lln") || PICOLIBC_HAS(fmt, "%jn") ||
	       PICOLIBC_HAS(fmt, "%zn") || PICOLIBC_HAS(fmt, "%tn");
}
#define PICOLIBC_FORMAT(fmt)                                                       \
	(__builtin_choose_expr(__builtin_constant_p(fmt), picolibc_stores(fmt), 0) \
	     ? picolibc_no_percent_n()                                             \
	     : (fmt))

#define printf(fmt, ...)      printf(PICOLIBC_FORMAT(fmt) PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define fprintf(f, fmt, ...)  fprintf(f, PICOLIBC_FORMAT(fmt) PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define sprintf(to, fmt, ...) sprintf(to, PICOLIBC_FORMAT(fmt) PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define snprintf(to, size, fmt, ...) \
	snprintf(to, size, PICOLIBC_FORMAT(fmt) PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define asprintf(to, fmt, ...) asprintf(to, PICOLIBC_FORMAT(fmt) PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define scanf(fmt, ...)	       scanf(fmt PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define fscanf(f, fmt, ...)    fscanf(f, fmt PICOLIBC_ARGUMENTS(__VA_ARGS__))
#define sscanf(from, fmt, ...) sscanf(from, fmt PICOLIBC_ARGUMENTS(__VA_ARGS__))
