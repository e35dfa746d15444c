/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the core. */
#pragma once
#include <stdint.h>

/* Reports an exception in the core itself, with x0..x30 at `x`, and stops this core. */
_Noreturn void panic_exception(const uint64_t *x);
