/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatting engine behind print and snprintf. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/** Takes the next `length` characters of the result. */
typedef void format_put(void *context, const char *text, size_t length);

/** Format as printf does.
 *
 * Conversions: %d %i %u %x %X %o %c %s %p %%; lengths hh h l ll z j t; flags - 0 + space #; width
 * and precision, also as *. No floating point: see picolibc. An unknown conversion is put as it
 * stands.
 *
 * @return number of characters put */
int format(format_put *put, void *context, const char *fmt, va_list args);
