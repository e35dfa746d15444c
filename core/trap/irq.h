/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical interrupts. */
#pragma once
#include "machine/cpu.h"

/* Handle the most urgent one that is pending on this core, if any. `reschedule` tells whether what runs may change. */
void irq_poll(struct cpu *c);
/* Broadcast interrupts whose interval is over may come again. */
void irq_end_intervals(struct cpu *c, uint64_t now);
