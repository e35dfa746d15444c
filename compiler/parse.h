/* SPDX-License-Identifier: BSD-3-Clause */
/* From the description's device tree to the system that it describes. */
#pragma once
#include "system.h"

/* Reads the description into *system. Errors are reported; *system holds what could be read. */
void parse(struct system *system, const void *tree);
