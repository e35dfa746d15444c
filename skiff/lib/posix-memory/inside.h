/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-memory`. */
#pragma once
#include <stdbool.h>

/** mlockall was called, and munlockall not since. */
extern bool memory_locked;
