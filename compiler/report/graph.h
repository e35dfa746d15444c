/* SPDX-License-Identifier: BSD-3-Clause */
/* Inline SVG figure: the compartments and who talks to whom. */
#pragma once
#include "model.h"

/* A name inside of a label. */
void graph_text(FILE *out, const char *name);
void figure_compartments(const struct model *model, FILE *out);
