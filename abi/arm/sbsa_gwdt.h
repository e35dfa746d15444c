/* SPDX-License-Identifier: BSD-3-Clause */
/* Generic watchdog (Arm BSA, DEN0094, "Generic Watchdog"; formerly SBSA): two frames of registers, and their bits. */
#pragma once

#define GWDT_FRAME_SIZE 0x1000u
#define GWDT_SIZE	(2 * GWDT_FRAME_SIZE) /* both frames: control, then refresh */

/* Of the control frame. */
#define GWDT_WCS 0x000u /* control and status */
#define GWDT_WOR \
	0x008u /* offset: ticks of the system counter from a refresh to the first signal; 48 bits */
#define GWDT_WCV 0x010u /* compare: counter at the first signal; 64 bits */
/* Of the refresh frame. */
#define GWDT_WRR 0x000u /* a write is a refresh */
/* Of both. */
#define GWDT_IIDR 0xfccu

#define GWDT_WCS_EN  1u
#define GWDT_WCS_WS0 2u /* signal 0: the time has passed once */
#define GWDT_WCS_WS1 4u /* signal 1: … and again */

#define GWDT_WOR_MAX	     ((1ull << 48) - 1)
#define GWDT_IIDR_REVISION_1 (1u << 16) /* GWDT_WOR has 48 bits */
#define GWDT_IIDR_ARM	     0x43bu	/* JEP106: continuation and identity code of Arm */
