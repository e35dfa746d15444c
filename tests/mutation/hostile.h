/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once

/* A contiguous hint in a root of fewer than 16 entries must be found: 0, or 1 (printed). */
int hostile_small_root(void);
