/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's interrupt line. If the line stays raised, the device is polled by a timer.
 *
 * A line that is never lowered would take the whole time of this VM and its clients. QEMU's NVMe keeps its line raised
 * after a reset if answers stand in its queue, which it goes on counting.
 */
#pragma once
#include <stdbool.h>

/** Take the device's interrupt.
 * @param irq  INTID */
void line_begin(unsigned int irq);

/** Note that the device has done a request: its interrupts are meaningful. */
void line_trust(void);

/** Prepare to wait for an interrupt.
 * @param busy  the device has requests: the wait ends after DEVICE_LIMIT_US, or, if its line is disabled, after LINE_US */
void line_wait(bool busy);
