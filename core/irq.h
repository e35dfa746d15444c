/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical interrupts. */
#pragma once
#include "cpu.h"

/* Handle all that are pending on this core; schedules nothing. */
void irq_poll(struct cpu *c);
