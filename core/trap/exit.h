/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions from below: dispatch by class. Called by vectors.S with the frame that the exception has left, as all exit_*
 * functions are: they return the frame to go on with, or NULL where the core has to choose.
 */
#pragma once
#include "vcpu/vcpu.h"

/* vectors.S: the vectors of cores whose branch history is cleared at entries. */
extern const char vectors_history[];

struct frame *exit_sync(struct frame *f, uint64_t esr);
struct frame *exit_irq(struct frame *f, uint64_t esr);
/* An SError belongs to the VM that ran; one of an extension, to the extension. */
struct frame *exit_serror(struct frame *f, uint64_t esr);
