/* SPDX-License-Identifier: BSD-3-Clause */
/* The pages of an i.MX 8M Plus that all its devices share (maker's tree). */
#pragma once
#include <kit/guest.h>

#define OWNER_READS_MS 100 /* the intruder begins later */

static const struct {
	uint64_t base, size;
} pages[] = {
    {0x30330000, 0x10000}, /* IOMUXC: pins */
    {0x30360000, 0x10000}, /* ANATOP: PLLs */
    {0x30380000, 0x10000}, /* CCM: clocks */
    {0x30390000, 0x10000}, /* SRC: resets */
    {0x303a0000, 0x1000},  /* GPC: power domains */
};
#define PAGES	  (sizeof(pages) / sizeof(pages[0]))
#define REGISTERS ((4 * 0x10000 + 0x1000) / 4)
