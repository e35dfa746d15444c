/* SPDX-License-Identifier: BSD-3-Clause */
/* The placement of everything in physical memory. */
#pragma once
#include "system.h"

/* Places blobs, RAM, shared areas and channels behind the core, [load_address, core_end). */
void placement_make(struct system *system, uint64_t core_end);
