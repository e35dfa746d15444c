/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include <stdint.h>

/* Report a bug of the secure world on its console and stop the machine. */
void panic(const char *what, uint64_t a, uint64_t b) __attribute__((noreturn));
