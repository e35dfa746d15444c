/* SPDX-License-Identifier: BSD-3-Clause */
/* The manifest (bulkhead/manifest.h). */
#pragma once
#include "core_image.h"

/* What the core needs room for. manifest_size is left alone. */
void manifest_needs(const struct system *system, struct core_needs *needs);
/*
 * The manifest as it lies at core->manifest. Its size depends on the system only, not on addresses.
 */
struct bytes manifest_build(struct system *system, const struct core *core);
