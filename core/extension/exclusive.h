/* SPDX-License-Identifier: BSD-3-Clause */
/* Exclusive sections: an activation runs at a ceiling priority for a bounded time; other cores wait in order of arrival. */
#pragma once
#include "extension/activation.h"

/* Enter or leave section `index` of the extension of `a`: BULKHEAD_OK, E_INVALID. */
int exclusive_enter(struct activation *a, uint64_t index);
int exclusive_leave(struct activation *a, uint64_t index);
