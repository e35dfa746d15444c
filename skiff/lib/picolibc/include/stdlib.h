/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * picolibc's <stdlib.h>. Its strtod and strtof read a hexadecimal number as 0, so strtod.c replaces them. Its strtold is no
 * more exact than strtod, so the compiler refuses it.
 */
#pragma once
#include_next <stdlib.h>

double strtod(const char *restrict s, char **restrict end) __asm__("picolibc_strtod");
float strtof(const char *restrict s, char **restrict end) __asm__("picolibc_strtof");
double atof(const char *s) __asm__("picolibc_atof");
long double strtold(const char *restrict s, char **restrict end)
    __attribute__((error("strtold of picolibc is no more exact than strtod")));
