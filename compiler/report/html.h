/* SPDX-License-Identifier: BSD-3-Clause */
/* The report as a page. */
#pragma once
#include "model.h"

void report_html(const struct model *model, FILE *out);
/* Text with &, <, > and quotes escaped. */
void html_text(FILE *out, const char *text);
