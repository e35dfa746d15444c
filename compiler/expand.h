/* SPDX-License-Identifier: BSD-3-Clause */
/* The short form of devices, /devices: made into VMs, routes, windows and channels, which are the long form. */
#pragma once
#include "host.h"

/*
 * Replaces /devices of a description by what it stands for. What the description itself says of a node that is made here
 * stays as it is. Mistakes are reported; the tree can be parsed all the same.
 */
struct bytes expand(struct bytes tree);
