/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to the secure world: those of extensions, filtered by exact function id, and the manifest's own. */
#pragma once
#include "extension/activation.h"

/* Secure call of an activation, filtered: x0..x7 of its frame. */
void secure_call(struct activation *a, uint64_t x[8]);
/* Make const calls of the manifest. @return 0, or the first answer that isn't 0 */
uint64_t secure_call_each(struct manifest_slice calls);
/* Tell the secure world, if it asks for that, which memory each partition may use. Called once, before any VM starts. */
void secure_boot(void);
