/* SPDX-License-Identifier: BSD-3-Clause */
/* What the core doesn't answer. */
#pragma once
#include "vcpu/vcpu.h"

/* Nothing else answers: the catch-all route, or an undefined-instruction exception. */
struct frame *exit_unhandled(struct frame *f, uint64_t esr);
/* The guest can't go on: report, then its policy. */
struct frame *guest_fault(struct vcpu *v, const char *why, uint64_t esr);
