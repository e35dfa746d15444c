/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions of an activation. */
#pragma once
#include "extension/activation.h"

/* Handle a synchronous exception of the running activation, except its reply: system calls (SVC), faults. */
struct frame *extension_exit(struct activation *a, uint64_t esr);
