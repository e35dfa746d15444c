/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/time.h>
#include "parts.h"

__attribute__((weak)) uint32_t xilinx_can_get(const struct xilinx_can *can, uint32_t offset)
{
	return can->registers[offset / 4];
}

__attribute__((weak)) void xilinx_can_set(const struct xilinx_can *can, uint32_t offset,
					  uint32_t value)
{
	can->registers[offset / 4] = value;
}

__attribute__((weak)) uint64_t xilinx_can_now(void)
{
	return time_ns() / 1000;
}
