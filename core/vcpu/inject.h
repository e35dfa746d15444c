/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions that the running guest takes to EL1. Its EL1 registers are loaded. */
#pragma once
#include <stdbool.h>
#include "vcpu/frame.h"

/* Make the guest take an exception as the hardware would (DDI 0487, D1.3), with syndrome `esr`. */
void inject_exception(struct frame *f, uint64_t esr);
void inject_undefined(struct frame *f);
/* External abort of an access to `far`, or of an instruction fetch from there. */
void inject_abort(struct frame *f, uint64_t far, bool instruction);
