/* SPDX-License-Identifier: BSD-3-Clause */
/* The manifest and the boot information pages. */
#pragma once
#include "core_image.h"

/* What the core needs room for. manifest_size is left alone. */
void manifest_needs(const struct system *system, struct core_needs *needs);
/*
 * The manifest as it lies at core->manifest. Its size depends on the system only, not on addresses.
 */
struct bytes manifest_build(struct system *system, const struct core *core);
/* Fills the boot information pages of all Skiff VMs. */
void bootinfo_build(struct system *system);
