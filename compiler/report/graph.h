/* SPDX-License-Identifier: BSD-3-Clause */
/* Inline SVG figure: the compartments and who talks to whom. */
#pragma once
#include "model.h"

void figure_compartments(const struct model *model, FILE *out);
