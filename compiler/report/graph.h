/* SPDX-License-Identifier: BSD-3-Clause */
/* Inline SVG figure: the compartments and their communication. */
#pragma once
#include "model.h"

/* Writes a name inside a label, escaped. */
void graph_text(FILE *out, const char *name);
void figure_compartments(const struct model *model, FILE *out);
