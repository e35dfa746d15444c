/* SPDX-License-Identifier: BSD-3-Clause */
/* The nodes of a guest's device tree for extensions and other VMs: devices, firmware, channels. */
#pragma once
#include "system.h"

/* Phandles of the nodes that others refer to. */
#define PHANDLE_GIC  1
#define PHANDLE_CLK  2 /* a fixed clock */
#define PHANDLE_SCMI 3 /* the shared memory of SCMI */
#define PHANDLE_MHU  4 /* the mailbox of SCPI */
#define PHANDLE_SCPI 5 /* … and its shared memory */

/* The first cell of an interrupt, and its trigger (bindings/interrupt-controller/arm,gic). */
#define GIC_SPI	 0
#define IRQ_EDGE 1

/* Writes all these nodes. */
void guest_devices(const struct system *system, const struct vm *vm);
