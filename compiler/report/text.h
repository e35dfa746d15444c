/* SPDX-License-Identifier: BSD-3-Clause */
/* The report for terminals and for machines. */
#pragma once
#include "model.h"

void report_text(const struct model *model, FILE *out);
void report_json(const struct model *model, FILE *out);
