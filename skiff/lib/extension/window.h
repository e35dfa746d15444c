/* SPDX-License-Identifier: BSD-3-Clause */
/* The search behind extension_window and its kin, on any boot information page. */
#pragma once
#include <bulkhead/bootinfo.h>

/** The window of client `vm` that holds client_ipa..+size wholly and grants `rights`, or NULL. */
const struct bulkhead_window *window_find(const struct bulkhead_bootinfo *b, unsigned int vm,
					  uint64_t client_ipa, uint64_t size, unsigned int rights);

/** The window of client `vm` that holds this physical range wholly, whatever its rights; or NULL. */
const struct bulkhead_window *window_find_pa(const struct bulkhead_bootinfo *b, unsigned int vm,
					     uint64_t pa, uint64_t size);
