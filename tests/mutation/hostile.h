/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once

/* Does the verifier find a contiguous hint in a root table of fewer than 16 entries? Returns 0, or 1 after a line that says no. */
int hostile_small_root(void);
