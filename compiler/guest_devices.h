/* SPDX-License-Identifier: BSD-3-Clause */
/* What extensions and other VMs are to a guest, in its device tree: devices, firmware, channels. */
#pragma once
#include "system.h"

/* Of the nodes that others point at. */
#define PHANDLE_GIC  1
#define PHANDLE_CLK  2 /* a fixed clock */
#define PHANDLE_SCMI 3 /* the shared memory of SCMI */

/* The first cell of an interrupt, and its trigger (bindings/interrupt-controller/arm,gic). */
#define GIC_SPI	 0
#define IRQ_EDGE 1

/* Writes all of them. */
void guest_devices(const struct system *system, const struct vm *vm);
