/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `lock`. */
#pragma once
#include <skiff/lock.h>

/** The running thread is about to wait for a mutex: its owner inherits the thread's priority. Interrupts are masked. */
void mutex_want(struct mutex *m);
