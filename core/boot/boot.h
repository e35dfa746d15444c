/* SPDX-License-Identifier: BSD-3-Clause */
/* From the first C instruction of a core to the first vCPU (entry.S). */
#pragma once
#include <bulkhead/manifest.h>

/* Before the MMU is on: is the manifest whole, and the memory there? Stops with one line if not. */
void boot_check(const struct bulkhead_manifest *m);
/* Core `index` of the manifest. Nothing runs on it yet. */
void boot_cpu(uint32_t index);
