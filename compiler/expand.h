/* SPDX-License-Identifier: BSD-3-Clause */
/* The short form of devices, /devices: made into VMs, routes, windows and channels, which are the long form. */
#pragma once
#include "host.h"

/*
 * Adds to a description what its short forms stand for. What the description itself says of a node that is made here
 * stays as it is. Mistakes are reported; the tree can be parsed all the same. Files are looked for in `build`, then in `folder`;
 * the board in `boards`.
 */
struct bytes expand(struct bytes tree, const char *build, const char *folder, const char *boards);
