/* SPDX-License-Identifier: BSD-3-Clause */
/* Networks in the report: who may send to whom. */
#pragma once
#include "model.h"

void networks_text(const struct model *model, FILE *out);
void networks_json(const struct model *model, FILE *out);
void networks_html(const struct model *model, FILE *out);
/* Edges of the picture, one between two ports. */
void networks_graph(const struct model *model, FILE *out);
/* Are both VMs ports of a network? Then the picture has their flow instead of their channels. */
bool networks_join(const struct model *model, uint32_t a, uint32_t b);
