/* SPDX-License-Identifier: BSD-3-Clause */
/* The physical layout, for people to read. */
#pragma once
#include "core_image.h"

/* Prints the layout as a table. */
void map_print(const struct system *system, const struct core *core);
