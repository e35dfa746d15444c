/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions from lower levels, by class. vectors.S calls the exit_* functions with the frame into which the exception
 * saved the registers; they return the frame to continue with, or NULL if the core has to choose.
 */
#pragma once
#include "vcpu/vcpu.h"

/* vectors.S: the vectors of cores whose branch history is cleared at entries. */
extern const char vectors_history[];

struct frame *exit_sync(struct frame *f, uint64_t esr);
struct frame *exit_irq(struct frame *f, uint64_t esr);
/* An SError is attributed to the VM that ran; if an extension ran, to the extension. */
struct frame *exit_serror(struct frame *f, uint64_t esr);
