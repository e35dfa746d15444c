/* SPDX-License-Identifier: BSD-3-Clause */
/* Inline SVG figures: memory and time. */
#pragma once
#include "model.h"

void figure_memory(const struct model *model, FILE *out);
void figure_schedule(const struct model *model, FILE *out);
