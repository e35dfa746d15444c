/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of the platform that a VM may control by EEMI. The extension `eemi` finds them in its boot information
 * (bootinfo.h, `configuration`): the header, then the numbers of the clocks, resets and power domains, as in the machine's
 * device tree.
 */
#pragma once
#include <stdint.h>

#define EEMI_THINGS 32u /* of a kind, at most */
/* Flag of a clock that other VMs use, too: the VM sees that it runs, but can't stop it. */
#define EEMI_SHARED 0x80000000u

struct eemi_platform {
	uint32_t clocks, resets, nodes;
};
