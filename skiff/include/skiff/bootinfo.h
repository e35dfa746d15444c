/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot information page of a VM of Bulkhead. */
#pragma once
#include <bulkhead/bootinfo.h>

/** The page, read-only; it always exists on platforms bulkhead and extension. */
static inline const struct bulkhead_bootinfo *bootinfo(void)
{
	return (const struct bulkhead_bootinfo *)BULKHEAD_BOOTINFO_IPA;
}
