/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the core. */
#pragma once
#include <stdint.h>

/* An exception in the core itself; x0..x30 at `x`. */
_Noreturn void panic_exception(const uint64_t *x);
