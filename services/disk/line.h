/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's interrupt line, and what is done when it stays raised: the device is looked at by time.
 *
 * A line that nobody lowers would take this VM's whole time, and that of its clients. QEMU's NVMe has such a line after a reset
 * while answers stand in its queue: it goes on counting that queue.
 */
#pragma once
#include <stdbool.h>

/** Take the device's interrupt.
 * @param irq  INTID */
void line_begin(unsigned int irq);

/** The device has done a request: its interrupts mean something. */
void line_trust(void);

/** Before a wait for an interrupt.
 * @param busy  the device has requests: if its line isn't listened to any more, the wait ends after LINE_US */
void line_wait(bool busy);
