/* SPDX-License-Identifier: BSD-3-Clause */
/* The controller: registers that are memory, and its driver's memory, which the fuzzer writes as a controller may. */
#pragma once
#include <skiff/e1000e.h>

/** Begin as services/uplink does, after a reset. @return all that the controller may write is in it, up to its `registers` */
struct e1000e *model_begin(void);

/** What the driver wrote to a register last. */
uint32_t model_register(uint32_t offset);
