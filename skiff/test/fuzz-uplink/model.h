/* SPDX-License-Identifier: BSD-3-Clause */
/* The controller's model: its registers are plain memory, and the fuzzer writes to the driver's memory as a controller may. */
#pragma once
#include <skiff/e1000e.h>

/** Begin as services/uplink does, after a reset.
 * @return the driver's state: the controller may write to its members before `registers` */
struct e1000e *model_begin(void);

/** @return the value that the driver wrote to a register last */
uint32_t model_register(uint32_t offset);
