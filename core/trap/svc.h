/* SPDX-License-Identifier: BSD-3-Clause */
/* What an activation traps on. */
#pragma once
#include "extension/activation.h"

/* Every synchronous exception of the running activation but its reply: system calls (SVC), faults. */
struct frame *extension_exit(struct activation *a, uint64_t esr);
