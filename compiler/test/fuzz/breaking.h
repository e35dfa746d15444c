/* SPDX-License-Identifier: BSD-3-Clause */
/* Mistakes in a description, made as a script says. */
#pragma once
#include "script.h"

/* Makes one mistake in a device tree with room for it: in a node, a property or a value. */
void break_tree(struct script *script, void *fdt);
/* A copy of `size` bytes, with a 0 behind them. */
void *fuzz_copy(const void *data, size_t size);
