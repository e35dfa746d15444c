/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What of its platform a VM may touch by EEMI, as the extension `eemi` finds it in its boot information (bootinfo.h,
 * `configuration`): the header, then as many numbers, of clocks, resets and power domains, as the machine's device tree has
 * them.
 */
#pragma once
#include <stdint.h>

#define EEMI_THINGS 32u /* of a kind, at most */
/* Of a clock: others have it, too. It is there and runs, and is nobody's to stop. */
#define EEMI_SHARED 0x80000000u

struct eemi_platform {
	uint32_t clocks, resets, nodes;
};
