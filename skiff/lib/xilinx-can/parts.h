/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this library call of each other. */
#pragma once
#include <skiff/xilinx_can.h>

/* access.c: a register, and microseconds since some beginning. Tests put a model of a controller in their place. */
uint32_t xilinx_can_get(const struct xilinx_can *can, uint32_t offset);
void xilinx_can_set(const struct xilinx_can *can, uint32_t offset, uint32_t value);
uint64_t xilinx_can_now(void);
