/* SPDX-License-Identifier: BSD-3-Clause */
/* Networks in the report: which port may send to which. */
#pragma once
#include "model.h"

void networks_text(const struct model *model, FILE *out);
void networks_json(const struct model *model, FILE *out);
void networks_html(const struct model *model, FILE *out);
/* Writes the picture's edges, one between each two ports that may communicate. */
void networks_graph(const struct model *model, FILE *out);
/* Are both VMs ports of a network? Then the picture has their flow instead of their channels. */
bool networks_join(const struct model *model, uint32_t a, uint32_t b);
