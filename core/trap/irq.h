/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical interrupts. */
#pragma once
#include "machine/cpu.h"

/* Handle the most urgent pending interrupt of this core, if any. `reschedule` tells whether another vCPU may have to run. */
void irq_poll(struct cpu *c);
/* Broadcast interrupts whose interval is over may come again. */
void irq_end_intervals(struct cpu *c, uint64_t now);
