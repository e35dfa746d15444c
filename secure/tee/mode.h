/* SPDX-License-Identifier: BSD-3-Clause */
/* What the two images differ in: mode_virt.c or mode_plain.c is linked. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

extern const bool mode_has_vms;		 /* VM_CREATED and its like exist */
extern const uint32_t mode_capabilities; /* CAP_* for EXCHANGE_CAPABILITIES */

/* Cold start: make the partitions that exist without VM_CREATED. */
void mode_init(void);
