/* SPDX-License-Identifier: BSD-3-Clause */
/* From the first C instruction of a core to the first vCPU (entry.S). */
#pragma once
#include <bulkhead/manifest.h>

/* Before the MMU is on: check that the manifest is intact and the memory exists. Otherwise stop with one line. */
void boot_check(const struct bulkhead_manifest *m);
/* Start core `index` of the manifest, on which nothing runs yet. */
void boot_cpu(uint32_t index);
