/* SPDX-License-Identifier: BSD-3-Clause */
/* What the description declared, for the verifier and the report (bulkhead/declarations.h). */
#pragma once
#include "core_image.h"

/* The section of the declarations. */
struct bytes declare(const struct system *system, const struct core *core);
