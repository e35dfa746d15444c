/* SPDX-License-Identifier: BSD-3-Clause */
/* The manifest (bulkhead/manifest.h). */
#pragma once
#include "core_image.h"

/* Counts what the core needs room for, except for manifest_size. */
void manifest_needs(const struct system *system, struct core_needs *needs);
/*
 * Builds the manifest for address core->manifest. Its size doesn't depend on addresses.
 */
struct bytes manifest_build(struct system *system, const struct core *core);
