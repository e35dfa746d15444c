/* SPDX-License-Identifier: BSD-3-Clause */
/* What the description declares, for the verifier and the report (bulkhead/declarations.h). */
#pragma once
#include "core_image.h"

/* Returns the bytes of the declarations' section. */
struct bytes declare(const struct system *system, const struct core *core);
