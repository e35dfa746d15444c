/* SPDX-License-Identifier: BSD-3-Clause */
/* The physical layout, for people. */
#pragma once
#include "core_image.h"

/* Prints it as a table. */
void map_print(const struct system *system, const struct core *core);
