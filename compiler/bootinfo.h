/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot information pages (bulkhead/bootinfo.h). */
#pragma once
#include "system.h"

/* Fills the boot information pages of all Skiff VMs. */
void bootinfo_build(struct system *system);
