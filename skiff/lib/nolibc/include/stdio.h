/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatted output (C11 7.21.6), no files: see picolibc for those. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <skiff/nolibc_names.h>

#define EOF (-1)

int printf(const char *restrict fmt, ...) __attribute__((format(__printf__, 1, 2)));
int vprintf(const char *restrict fmt, va_list args);
int snprintf(char *restrict to, size_t size, const char *restrict fmt, ...)
    __attribute__((format(__printf__, 3, 4)));
int vsnprintf(char *restrict to, size_t size, const char *restrict fmt, va_list args);
int sprintf(char *restrict to, const char *restrict fmt, ...)
    __attribute__((format(__printf__, 2, 3)));
int puts(const char *s);
int putchar(int c);
