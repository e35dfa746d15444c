/* SPDX-License-Identifier: BSD-3-Clause */
/* From names to numbers. */
#pragma once
#include "system.h"

/* Replicates `instances` and `per-client` VMs, numbers VMs and vCPUs, resolves names to ids. */
void resolve(struct system *system);
