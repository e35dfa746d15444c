/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical interrupts. */
#pragma once
#include "cpu.h"

/* Handle all that are pending on this core; schedules nothing. */
void irq_poll(struct cpu *c);
/* Broadcast interrupts whose interval is over may come again. */
void irq_end_intervals(struct cpu *c, uint64_t now);
