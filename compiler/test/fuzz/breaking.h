/* SPDX-License-Identifier: BSD-3-Clause */
/* Mistakes in a description, as a script says. */
#pragma once
#include "script.h"

/* One mistake in a device tree with room for it: of a node, of a property or of its value. */
void break_tree(struct script *script, void *fdt);
/* A copy of `size` bytes, with a 0 behind them. */
void *fuzz_copy(const void *data, size_t size);
