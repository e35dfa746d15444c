/* SPDX-License-Identifier: BSD-3-Clause */
/* Short forms (/devices, /networks ...), which are made into the long form: VMs, routes, windows and channels. */
#pragma once
#include "host.h"

/*
 * Adds the long form of a description's short forms. What the description itself says of such a node stays. Mistakes are
 * reported; the tree can be parsed all the same. Files are looked for in `build`, then in `folder`; the board in `boards`.
 */
struct bytes expand(struct bytes tree, const char *build, const char *folder, const char *boards);
