/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once

/*
 * Read what the TEE needs from QEMU's device tree (RAM, seeds) and add what firmware must say to
 * the normal world: PSCI and OP-TEE nodes. QEMU leaves both out when EL3 is emulated. NULL, or what
 * is wrong.
 */
const char *devicetree_prepare(void *fdt);
